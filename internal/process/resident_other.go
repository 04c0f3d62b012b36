//go:build !linux

package process

func LeavePages() {}
