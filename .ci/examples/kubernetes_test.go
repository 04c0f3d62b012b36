// Package examples checks the examples of how to run the program, each by the types or the
// schema of the tool that reads it.
package examples

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/yaml"
	sigs "sigs.k8s.io/yaml"
)

const folder = "../../.github/examples"

// set is what one file of manifests asks for.
type set struct {
	claims     []corev1.PersistentVolumeClaim
	deployment appsv1.Deployment
	network    networkingv1.NetworkPolicy
	budgets    []policyv1.PodDisruptionBudget
}

// readSet decodes a file into Kubernetes' own types. A field that they do not have is a
// mistake, which a cluster would ignore or refuse.
func readSet(data []byte) (s set, err error) {
	for docs := yaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(data))); ; {
		doc := make([]byte, len(data))
		n, err := docs.Read(doc)
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		doc = doc[:n]
		var kind metav1.TypeMeta
		if err := sigs.Unmarshal(doc, &kind); err != nil {
			return s, err
		}
		var into any
		switch kind.APIVersion + " " + kind.Kind {
		case "v1 PersistentVolumeClaim":
			s.claims = append(s.claims, corev1.PersistentVolumeClaim{})
			into = &s.claims[len(s.claims)-1]
		case "apps/v1 Deployment":
			into = &s.deployment
		case "networking.k8s.io/v1 NetworkPolicy":
			into = &s.network
		case "policy/v1 PodDisruptionBudget":
			s.budgets = append(s.budgets, policyv1.PodDisruptionBudget{})
			into = &s.budgets[len(s.budgets)-1]
		default:
			return s, errors.New("unknown kind " + kind.APIVersion + " " + kind.Kind)
		}
		if err := sigs.UnmarshalStrict(doc, into); err != nil {
			return s, err
		}
	}
}

func TestKubernetes(t *testing.T) {
	for _, tt := range []struct {
		file     string
		replicas int32
		strategy appsv1.DeploymentStrategyType
		claims   int
		budgets  int
	}{
		{"bolt.yaml", 1, appsv1.RecreateDeploymentStrategyType, 1, 0}, // one process holds the store
		{"postgres.yaml", 2, appsv1.RollingUpdateDeploymentStrategyType, 0, 1},
	} {
		data, err := os.ReadFile(filepath.Join(folder, "kubernetes", tt.file))
		if err != nil {
			t.Fatal(err)
		}
		s, err := readSet(data)
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
			continue
		}
		if len(s.claims) != tt.claims || len(s.budgets) != tt.budgets {
			t.Errorf("%s: %d claims and %d budgets, want %d and %d", tt.file, len(s.claims), len(s.budgets), tt.claims, tt.budgets)
		}
		if r := s.deployment.Spec.Replicas; r == nil || *r != tt.replicas || s.deployment.Spec.Strategy.Type != tt.strategy {
			t.Errorf("%s: %v replicas by %s", tt.file, r, s.deployment.Spec.Strategy.Type)
		}
		for _, fault := range s.faults() {
			t.Errorf("%s: %s", tt.file, fault)
		}
	}
}

// faults lists what the types cannot say: what must be there, and what must fit.
func (s set) faults() (out []string) {
	pod := s.deployment.Spec.Template
	selects := func(what string, by *metav1.LabelSelector) {
		sel, err := metav1.LabelSelectorAsSelector(by)
		if err != nil || sel.Empty() || !sel.Matches(labels.Set(pod.Labels)) {
			out = append(out, what+" does not select the pods")
		}
	}
	selects("the deployment", s.deployment.Spec.Selector)
	selects("the network policy", &s.network.Spec.PodSelector)
	for _, b := range s.budgets {
		selects("the disruption budget", b.Spec.Selector)
	}
	if !slices.Contains(s.network.Spec.PolicyTypes, networkingv1.PolicyTypeEgress) || !slices.Contains(s.network.Spec.PolicyTypes, networkingv1.PolicyTypeIngress) {
		out = append(out, "the network policy leaves a direction open")
	}
	if len(pod.Spec.Containers) != 1 {
		return append(out, "there is not one container")
	}
	c := pod.Spec.Containers[0]
	volumes := map[string]bool{}
	for _, v := range pod.Spec.Volumes {
		volumes[v.Name] = true
		if claim := v.PersistentVolumeClaim; claim != nil && !slices.ContainsFunc(s.claims, func(p corev1.PersistentVolumeClaim) bool { return p.Name == claim.ClaimName }) {
			out = append(out, "nothing makes the claim "+claim.ClaimName)
		}
	}
	for _, m := range c.VolumeMounts {
		if !volumes[m.Name] {
			out = append(out, "there is no volume "+m.Name)
		}
		delete(volumes, m.Name)
	}
	if len(volumes) > 0 {
		out = append(out, "a volume is not mounted")
	}
	if c.Name == "" || c.Image == "" || c.ReadinessProbe == nil || c.LivenessProbe == nil || c.LivenessProbe.HTTPGet == nil {
		return append(out, "the container lacks its name, its image or a probe")
	}
	if port := c.LivenessProbe.HTTPGet.Port.StrVal; !slices.ContainsFunc(c.Ports, func(p corev1.ContainerPort) bool { return p.Name == port }) {
		out = append(out, "there is no port "+port)
	}
	if p, own := pod.Spec.SecurityContext, c.SecurityContext; p == nil || own == nil || p.RunAsNonRoot == nil || !*p.RunAsNonRoot ||
		own.ReadOnlyRootFilesystem == nil || !*own.ReadOnlyRootFilesystem || own.AllowPrivilegeEscalation == nil || *own.AllowPrivilegeEscalation ||
		own.Capabilities == nil || !slices.Contains(own.Capabilities.Drop, "ALL") {
		out = append(out, "the container may do more than it needs")
	}
	return out
}

// TestKubernetesChecksBite: each of these mistakes is found.
func TestKubernetesChecksBite(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(folder, "kubernetes", "bolt.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"readOnlyRootFilesystem", "readonlyRootFs"},
		{"replicas: 1", "replicas: one"},
		{"matchLabels: {app.kubernetes.io/name: rolecall}\n  template", "matchLabels: {app.kubernetes.io/name: other}\n  template"},
		{"claimName: rolecall", "claimName: other"},
		{"name: data, mountPath", "name: date, mountPath"},
		{"port: metrics}\n            periodSeconds", "port: health}\n            periodSeconds"},
		{"[Ingress, Egress]", "[Ingress]"},
		{"kind: Deployment", "kind: Deployments"},
		{"drop: [ALL]", "add: [ALL]"},
	} {
		broken := strings.Replace(string(data), change[0], change[1], 1)
		if broken == string(data) {
			t.Errorf("%q is not in the file", change[0])
			continue
		}
		if s, err := readSet([]byte(broken)); err == nil && len(s.faults()) == 0 {
			t.Errorf("%q instead of %q was not found", change[1], change[0])
		}
	}
}
