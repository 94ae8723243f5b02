package main

import "syscall"

// withParent has a child killed when this process ends in a way that it cannot answer.
func withParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
