package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const registryFolder = "/run/cluster/network-policy"

// Enforcer keeps the kernel's table as the API server's objects say. Everything happens in one loop; others only ask it to look.
type Enforcer struct {
	podRange   string
	client     kubernetes.Interface
	registry   *Registry
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   networkinglisters.NetworkPolicyLister
	// looks carries requests to look again; whoever wants to know the outcome sends a channel, others nil.
	looks   chan chan error
	applied string
}

func enforce(kubeconfig, podRange string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	registry, err := openRegistry(registryFolder)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithTransform(withoutManagedFields))
	enforcer := &Enforcer{
		podRange:   podRange,
		client:     client,
		registry:   registry,
		pods:       factory.Core().V1().Pods().Lister(),
		namespaces: factory.Core().V1().Namespaces().Lister(),
		policies:   factory.Networking().V1().NetworkPolicies().Lister(),
		looks:      make(chan chan error, 1024),
	}
	look := func() {
		select {
		case enforcer.looks <- nil:
		default: // So many are waiting that this one's wish will be seen to.
		}
	}
	for _, informer := range []cache.SharedIndexInformer{
		factory.Core().V1().Pods().Informer(),
		factory.Core().V1().Namespaces().Informer(),
		factory.Networking().V1().NetworkPolicies().Informer(),
	} {
		if _, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { look() },
			UpdateFunc: func(any, any) { look() },
			DeleteFunc: func(any) { look() },
		}); err != nil {
			return err
		}
	}
	factory.Start(context.Background().Done())
	for kind, isSynced := range factory.WaitForCacheSync(context.Background().Done()) {
		if !isSynced {
			return fmt.Errorf("%v could not be read", kind)
		}
	}
	go enforcer.run()
	look()
	return enforcer.serve()
}

// The largest part of most objects, and of no use here.
func withoutManagedFields(object any) (any, error) {
	if accessor, isObject := object.(meta.Object); isObject {
		accessor.SetManagedFields(nil)
	}
	return object, nil
}

const retryAfter = time.Second

func (enforcer *Enforcer) run() {
	for wish := range enforcer.looks {
		waiting := []chan error{wish}
		// Objects come in heaps; one look sees all that came until now.
		for len(enforcer.looks) > 0 {
			waiting = append(waiting, <-enforcer.looks)
		}
		err := enforcer.apply()
		if err != nil {
			log.Print(err)
			time.AfterFunc(retryAfter, func() { enforcer.looks <- nil })
		}
		for _, one := range waiting {
			if one != nil {
				one <- err
			}
		}
	}
}

func (enforcer *Enforcer) apply() error {
	cluster, err := enforcer.observe()
	if err != nil {
		return err
	}
	isolations, err := translate(cluster)
	if err != nil {
		return err
	}
	text := render(enforcer.podRange, cluster.Pods, isolations)
	if text == enforcer.applied {
		return nil
	}
	command := exec.Command("nft", "-f", "-")
	command.Stdin = strings.NewReader(text)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("nft refused the rules: %s", output)
	}
	enforcer.applied = text
	return nil
}

func (enforcer *Enforcer) observe() (Cluster, error) {
	cluster := Cluster{Namespaces: map[string]map[string]string{}}
	pods, err := enforcer.pods.List(labels.Everything())
	if err != nil {
		return cluster, err
	}
	registered := enforcer.registry.addresses()
	for _, pod := range pods {
		if one, hasNetwork := describePod(pod, registered[pod.Namespace+"/"+pod.Name]); hasNetwork {
			cluster.Pods = append(cluster.Pods, one)
		}
	}
	namespaces, err := enforcer.namespaces.List(labels.Everything())
	if err != nil {
		return cluster, err
	}
	for _, namespace := range namespaces {
		cluster.Namespaces[namespace.Name] = namespace.Labels
	}
	cluster.Policies, err = enforcer.policies.List(labels.Everything())
	return cluster, err
}

// describePod leaves out pods without a network of their own: those on the node's, those that have none yet, and those that ended,
// whose address may be another's by now.
func describePod(pod *core.Pod, registered string) (Pod, bool) {
	address := pod.Status.PodIP
	if registered != "" {
		address = registered
	}
	isOver := pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
	if pod.Spec.HostNetwork || isOver || address == "" {
		return Pod{}, false
	}
	one := Pod{Namespace: pod.Namespace, Name: pod.Name, Address: address, Labels: pod.Labels}
	for _, container := range append(pod.Spec.InitContainers, pod.Spec.Containers...) {
		for _, port := range container.Ports {
			if port.Name != "" {
				one.Ports = append(one.Ports, NamedPort{port.Name, port.Protocol, port.ContainerPort})
			}
		}
	}
	return one, true
}

// serve answers the plug-in: a pod's containers start when the answer is there.
func (enforcer *Enforcer) serve() error {
	if err := os.RemoveAll(socketPath); err != nil {
		return err
	}
	listener, err := net.Listen("unix", socketPath)
	if err != nil {
		return err
	}
	return http.Serve(listener, http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		var one Registration
		err := json.NewDecoder(request.Body).Decode(&one)
		if err == nil && request.Method == http.MethodPut {
			err = enforcer.admit(request.Context(), one)
		} else if err == nil {
			enforcer.registry.remove(one.Sandbox)
			enforcer.looks <- nil
		}
		if err != nil {
			http.Error(response, err.Error(), http.StatusInternalServerError)
		}
	}))
}

const patience = 5 * time.Second

// admit returns when the pod's rules are in the kernel.
func (enforcer *Enforcer) admit(ctx context.Context, one Registration) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := enforcer.waitForPod(ctx, one); err != nil {
		return err
	}
	if err := enforcer.registry.add(one); err != nil {
		return err
	}
	outcome := make(chan error, 1)
	enforcer.looks <- outcome
	select {
	case err := <-outcome:
		return err
	case <-ctx.Done():
		return errors.New("the rules did not get into the kernel in time")
	}
}

// waitForPod waits for our copy of the pod: the kubelet may have seen it some moments before us.
func (enforcer *Enforcer) waitForPod(ctx context.Context, one Registration) error {
	for {
		if _, err := enforcer.pods.Pods(one.Namespace).Get(one.Pod); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the API server knows no pod %s/%s", one.Namespace, one.Pod)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
