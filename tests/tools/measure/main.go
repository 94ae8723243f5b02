// Measure runs a program to its end and appends a line to a file: wall clock and CPU time in milliseconds, peak memory
// in KiB, exit code. It exists because no tool that every machine has tells the peak memory of a finished process.
//
//	measure FILE PROGRAM [ARGUMENT…]
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) < 3 {
		fail("usage: measure FILE PROGRAM [ARGUMENT…]")
	}
	program := exec.Command(os.Args[2], os.Args[3:]...)
	program.Stdin, program.Stdout, program.Stderr = os.Stdin, os.Stdout, os.Stderr
	started := time.Now()
	err := program.Run()
	wall := time.Since(started)
	state := program.ProcessState
	if state == nil || !state.Exited() {
		fail("%s: %v", os.Args[2], err)
	}
	peak := state.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "darwin" {
		peak /= 1024 // bytes there, KiB elsewhere
	}
	cpu := state.UserTime() + state.SystemTime()
	file, err := os.OpenFile(os.Args[1], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		fail("%v", err)
	}
	if _, err := fmt.Fprintln(file, wall.Milliseconds(), cpu.Milliseconds(), peak, state.ExitCode()); err != nil {
		fail("%v", err)
	}
	if err := file.Close(); err != nil {
		fail("%v", err)
	}
}

func fail(format string, words ...any) {
	fmt.Fprintf(os.Stderr, "measure: "+format+"\n", words...)
	os.Exit(2)
}
