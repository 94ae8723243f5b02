//go:build !linux

package main

import "syscall"

// withParent keeps a terminal's signals from the children; only Linux ends them with a parent that was killed.
func withParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
