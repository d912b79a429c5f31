import { expect, test } from "vitest";
import { isLikeAMountOfOurs, isLikeARuleOfOurs } from "./machine-traces.ts";

test("what a cluster of ours would leave on a machine is told from what others do there meanwhile", () => {
  const ours = [
    "tmpfs /run tmpfs rw,relatime,mode=755 0 0",
    "/dev/vda /run/cluster ext4 rw,relatime 0 0",
    "overlay /run/cluster/containerd/state/io.containerd.runtime.v2.task/k8s.io/3f/rootfs overlay rw 0 0",
    "nsfs /run/netns/cni-4f0d nsfs rw 0 0",
    "/dev/vda /var/lib ext4 rw,relatime 0 0",
    "tmpfs /root/.local/state/tochka-rosta/clusters/test/kubelet/pods/1/volumes/x tmpfs rw 0 0",
  ];
  const others = [
    "overlay /var/lib/docker/overlay2/3f/merged overlay rw,relatime 0 0",
    "nsfs /run/docker/netns/3f nsfs rw 0 0",
    "tmpfs /run/user/1000 tmpfs rw 0 0",
    "/dev/sdb1 /mnt/usb vfat rw 0 0",
  ];
  expect([...ours, ...others].filter(isLikeAMountOfOurs)).toEqual(ours);

  const rules = ["chain KUBE-SERVICES {", "table ip tochka_rosta_network_policy {", "ip saddr 10.244.0.7 accept"];
  const rulesOfOthers = ["chain DOCKER {", 'iifname "br-3f" ip daddr 172.18.0.2 accept', "ip daddr 192.168.10.77 drop"];
  expect([...rules, ...rulesOfOthers].filter(isLikeARuleOfOurs)).toEqual(rules);
});
