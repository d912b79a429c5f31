package main

import (
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/embed"
)

// newEtcdCommand runs a single etcd member on the loopback, without waiting for the disk: a cluster for tests need not survive a
// power cut, and fsync is most of what a write costs on a shared disk.
func newEtcdCommand() *cobra.Command {
	var dataDir string
	var clientPort, peerPort int
	command := &cobra.Command{
		Use:          "etcd",
		SilenceUsage: true,
		RunE: func(*cobra.Command, []string) error {
			config := embed.NewConfig()
			config.Name = "node"
			config.Dir = dataDir
			config.UnsafeNoFsync = true
			config.LogLevel = "warn"
			// Left at zero, etcd warns of every request.
			config.WarningUnaryRequestDuration = time.Second
			clientURL := url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", clientPort)}
			peerURL := url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", peerPort)}
			config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{clientURL}, []url.URL{clientURL}
			config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peerURL}, []url.URL{peerURL}
			config.InitialCluster = config.InitialClusterFromName(config.Name)
			server, err := embed.StartEtcd(config)
			if err != nil {
				return err
			}
			defer server.Close()
			select {
			case <-server.Server.ReadyNotify():
			case err := <-server.Err():
				return err
			case <-time.After(60 * time.Second):
				return fmt.Errorf("etcd did not become ready within 60 seconds")
			}
			stop := make(chan os.Signal, 1)
			signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
			select {
			case <-stop:
				return nil
			case err := <-server.Err():
				return err
			}
		},
	}
	command.Flags().StringVar(&dataDir, "data-dir", "", "folder that holds everything")
	command.Flags().IntVar(&clientPort, "client-port", 0, "port of 127.0.0.1 for clients")
	command.Flags().IntVar(&peerPort, "peer-port", 0, "port of 127.0.0.1 for peers, of which there are none")
	return command
}
