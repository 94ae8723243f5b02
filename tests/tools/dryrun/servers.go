package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Until kube-apiserver says that it is ready; two seconds on an idle machine.
const patience = 3 * time.Minute

// controlPlane is etcd and kube-apiserver with a folder that is theirs alone.
type controlPlane struct {
	folder   string
	children []*child
	// What ended without having been told to.
	died   chan error
	client *client
}

type child struct {
	process *os.Process
	ended   chan struct{}
}

func (p *controlPlane) start(o options, signals <-chan os.Signal) error {
	folder, err := os.MkdirTemp("", "dryrun-")
	if err != nil {
		return err
	}
	p.folder, p.died = folder, make(chan error, 2)
	ports, err := freePorts(3)
	if err != nil {
		return err
	}
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	token := hex.EncodeToString(secret)
	if err := p.write("tokens.csv", []byte(token+`,admin,1,"system:masters"`+"\n")); err != nil {
		return err
	}
	if err := p.writeKey("accounts.key"); err != nil {
		return err
	}
	etcd := "http://127.0.0.1:" + ports[0]
	err = p.launch("etcd", o.etcd, "--data-dir", p.path("etcd"), "--listen-client-urls", etcd, "--advertise-client-urls",
		etcd, "--listen-peer-urls", "http://127.0.0.1:"+ports[1], "--unsafe-no-fsync")
	if err != nil {
		return err
	}
	server := "https://127.0.0.1:" + ports[2]
	addresses := "10.0.0.0/24"
	if o.changes {
		// Of both families, and room for those that objects name.
		addresses = "10.0.0.0/16,fd00:10::/112"
	}
	arguments := []string{"--etcd-servers=" + etcd, "--cert-dir=" + p.path("certificates"), "--bind-address=127.0.0.1",
		"--secure-port=" + ports[2], "--service-cluster-ip-range=" + addresses, "--allow-privileged=true",
		"--authorization-mode=RBAC", "--token-auth-file=" + p.path("tokens.csv"), "--service-account-issuer=" + server + "/",
		"--service-account-key-file=" + p.path("accounts.key"),
		"--service-account-signing-key-file=" + p.path("accounts.key")}
	if !o.changes {
		// These three ask for objects that are not there (accounts, priority and runtime classes) before the server
		// looks at the object itself, and would hide what it says of it.
		arguments = append(arguments, "--disable-admission-plugins=ServiceAccount,Priority,RuntimeClass")
	}
	if o.everything {
		arguments = append(arguments, "--runtime-config=api/all=true", "--feature-gates=AllAlpha=true,AllBeta=true")
	}
	if err := p.launch("kube-apiserver", o.apiserver, arguments...); err != nil {
		return err
	}
	p.client, err = p.ready(server, token, o.connections, signals)
	return err
}

// ready waits until the server is.
func (p *controlPlane) ready(server, token string, connections int, signals <-chan os.Signal) (*client, error) {
	limit := time.After(patience)
	for {
		// The server makes its certificate; before that there is nothing to trust.
		if certificate, err := os.ReadFile(filepath.Join(p.path("certificates"), "apiserver.crt")); err == nil {
			c := newClient(server, token, certificate, connections)
			if reply, err := c.call(context.Background(), "GET", "/readyz", plain, nil); err == nil && reply.status == 200 {
				return c, nil
			}
		}
		select {
		case <-limit:
			return nil, fmt.Errorf("kube-apiserver is not ready after %v:\n%s", patience, p.last("kube-apiserver"))
		case err := <-p.died:
			return nil, err
		case s := <-signals:
			return nil, fmt.Errorf("ended by %v", s)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// launch starts a program; must be called from the thread that stays.
func (p *controlPlane) launch(name, program string, arguments ...string) error {
	log, err := os.Create(p.path(name + ".log"))
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command(program, arguments...)
	command.Dir, command.Stdout, command.Stderr = p.folder, log, log
	command.SysProcAttr = withParent()
	if err := command.Start(); err != nil {
		return err
	}
	c := &child{process: command.Process, ended: make(chan struct{})}
	p.children = append(p.children, c)
	go func() {
		err := command.Wait()
		p.died <- fmt.Errorf("%s ended (%v):\n%s", name, err, p.last(name))
		close(c.ended)
	}()
	return nil
}

// stop ends what was started, the last first, and removes the folder.
func (p *controlPlane) stop() {
	for i := len(p.children) - 1; i >= 0; i-- {
		c := p.children[i]
		// The server would wait for its watches; nothing of what it holds is kept.
		_ = c.process.Signal(syscall.SIGKILL)
		<-c.ended
	}
	if p.folder != "" {
		_ = os.RemoveAll(p.folder)
	}
}

func (p *controlPlane) path(name string) string {
	return filepath.Join(p.folder, name)
}

func (p *controlPlane) write(name string, text []byte) error {
	return os.WriteFile(p.path(name), text, 0o600)
}

// writeKey makes the key that service account tokens would be signed with.
func (p *controlPlane) writeKey(name string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	return p.write(name, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}))
}

// last is the end of a program's log.
func (p *controlPlane) last(name string) []byte {
	text, err := os.ReadFile(p.path(name + ".log"))
	if err != nil {
		return []byte(err.Error())
	}
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	return bytes.Join(lines[max(0, len(lines)-10):], []byte("\n"))
}

// freePorts are different ones, free at this moment.
func freePorts(count int) ([]string, error) {
	ports := make([]string, 0, count)
	for range count {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		ports = append(ports, strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
	}
	return ports, nil
}
