package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a server's pod may run. A volume that is made for the first pod that mounts it, an agent's, is where that pod is: so
 * the agent is bound as the server will be, or the server could not follow.
 *
 * @param affinity to nodes and to other pods
 * @param spread over zones and the like
 * @param labels by which the agent counts as one of the server's kind where these rules look for that
 */
public record Placement(
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        Optional<Affinity> affinity,
        List<TopologySpreadConstraint> spread,
        Optional<String> schedulerName,
        Optional<String> runtimeClassName,
        Map<String, String> labels) {

    /** Anywhere. */
    public static final Placement ANYWHERE = new Placement(
            Map.of(), List.of(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Map.of());

    /**
     * That of a pod's siblings.
     *
     * @param workload what the pod belongs to
     */
    static Placement of(String workload, Pod pod) {
        PodSpec spec = pod.getSpec();
        Kin kin = new Kin(workload, pod.getMetadata().getLabels());
        Optional<Affinity> affinity = Optional.ofNullable(spec.getAffinity()).map(given -> widen(given, kin));
        List<TopologySpreadConstraint> spread = spread(spec, kin);
        return new Placement(
                orEmpty(spec.getNodeSelector()),
                List.copyOf(spec.getTolerations()),
                affinity,
                spread,
                Optional.ofNullable(spec.getSchedulerName()),
                Optional.ofNullable(spec.getRuntimeClassName()),
                kin.labels());
    }

    private static Map<String, String> orEmpty(Map<String, String> map) {
        return map == null ? Map.of() : Map.copyOf(map);
    }

    private static List<TopologySpreadConstraint> spread(PodSpec spec, Kin kin) {
        return spec.getTopologySpreadConstraints().stream()
                .map(constraint -> new TopologySpreadConstraintBuilder(constraint)
                        .withLabelSelector(kin.widen(constraint.getLabelSelector()))
                        .build())
                .toList();
    }

    private static Affinity widen(Affinity affinity, Kin kin) {
        AffinityBuilder widened = new AffinityBuilder(affinity);
        PodAffinity near = affinity.getPodAffinity();
        if (near != null) {
            widened.editPodAffinity()
                    .withRequiredDuringSchedulingIgnoredDuringExecution(
                            kin.required(near.getRequiredDuringSchedulingIgnoredDuringExecution()))
                    .withPreferredDuringSchedulingIgnoredDuringExecution(
                            kin.preferred(near.getPreferredDuringSchedulingIgnoredDuringExecution()))
                    .endPodAffinity();
        }
        PodAntiAffinity away = affinity.getPodAntiAffinity();
        if (away != null) {
            widened.editPodAntiAffinity()
                    .withRequiredDuringSchedulingIgnoredDuringExecution(
                            kin.required(away.getRequiredDuringSchedulingIgnoredDuringExecution()))
                    .withPreferredDuringSchedulingIgnoredDuringExecution(
                            kin.preferred(away.getPreferredDuringSchedulingIgnoredDuringExecution()))
                    .endPodAntiAffinity();
        }
        return widened.build();
    }
}
