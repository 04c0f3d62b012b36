package cli_test

import (
	"context"
	"net"
	"net/http"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"rolecall/internal/config"
)

// getCmd sends a request to the running bot over its admin socket, as curl does:
//
//	get STATUS PATH      the response must have that status
//	get tcp STATUS PATH  the same over TCP, at ROLECALL_ADMIN_ADDR
func getCmd(ts *testscript.TestScript, neg bool, args []string) {
	network, address := "unix", ts.MkAbs("data/"+config.SocketName)
	if len(args) > 0 && args[0] == "tcp" {
		network, address, args = "tcp", ts.Getenv("ROLECALL_ADMIN_ADDR"), args[1:]
	}
	if neg || len(args) != 2 {
		ts.Fatalf("usage: get [tcp] STATUS PATH")
	}
	var d net.Dialer
	client := http.Client{Timeout: timeout, Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, network, address) }}}
	res, err := client.Get("http://localhost" + args[1])
	if err != nil {
		ts.Fatalf("get: %v", err)
	}
	res.Body.Close()
	if strconv.Itoa(res.StatusCode) != args[0] {
		ts.Fatalf("%s: %s, want %s", args[1], res.Status, args[0])
	}
}
