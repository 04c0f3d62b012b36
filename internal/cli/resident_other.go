//go:build !linux

package cli

func leaveProgramPages() {}
