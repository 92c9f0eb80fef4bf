package io.mysqlclone.operator.observe;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTermBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a workload, and the agents that go before one of them. An agent may not have its server's labels, or Services
 * and budgets would take it for a server. So where a rule of the workload looks for the workload's own pods, the agent's copy
 * of it looks for its agents too, and the agent has labels of its own to be found by: a spread over zones counts it in, and
 * two agents keep away from each other as their servers will.
 */
final class Kin {

    private static final String IN = "In";
    private static final String EXISTS = "Exists";
    private static final int LONGEST_LABEL = 63;

    private final String mark;
    private final Map<String, String> ofServers;
    private final Map<String, String> ofAgents = new LinkedHashMap<>();

    /**
     * @param ofServers the labels of the workload's pods
     */
    Kin(String workload, @Nullable Map<String, String> ofServers) {
        this.mark = mark(workload);
        this.ofServers = Objects.requireNonNullElse(ofServers, Map.of());
    }

    /** What agents are called where servers have a name of theirs. */
    private static String mark(String workload) {
        String name = AgentName.APPLICATION + "." + workload;
        return name.substring(0, Math.min(name.length(), LONGEST_LABEL)).replaceAll("[^A-Za-z0-9]+$", "");
    }

    /** What an agent needs so that the widened rules find it. */
    Map<String, String> labels() {
        return Map.copyOf(ofAgents);
    }

    List<PodAffinityTerm> required(List<PodAffinityTerm> terms) {
        return terms.stream().map(this::widen).toList();
    }

    List<WeightedPodAffinityTerm> preferred(List<WeightedPodAffinityTerm> terms) {
        return terms.stream()
                .map(term -> new WeightedPodAffinityTermBuilder(term)
                        .withPodAffinityTerm(widen(term.getPodAffinityTerm()))
                        .build())
                .toList();
    }

    private PodAffinityTerm widen(PodAffinityTerm term) {
        return term.getLabelSelector() == null
                ? term
                : new PodAffinityTermBuilder(term)
                        .withLabelSelector(widen(term.getLabelSelector()))
                        .build();
    }

    /** The same selector, unless it finds the workload's pods: then one that finds their agents too. */
    @Nullable
    LabelSelector widen(@Nullable LabelSelector selector) {
        if (selector == null) {
            return null;
        }
        List<LabelSelectorRequirement> requirements = requirements(selector);
        if (!requirements.stream().allMatch(this::holds)) {
            return selector;
        }
        return new LabelSelectorBuilder()
                .withMatchExpressions(requirements.stream().map(this::widen).toList())
                .build();
    }

    private static List<LabelSelectorRequirement> requirements(LabelSelector selector) {
        Stream<LabelSelectorRequirement> labels =
                Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of()).entrySet().stream()
                        .map(label -> new LabelSelectorRequirementBuilder()
                                .withKey(label.getKey())
                                .withOperator(IN)
                                .withValues(label.getValue())
                                .build());
        return Stream.concat(labels, selector.getMatchExpressions().stream()).toList();
    }

    private boolean holds(LabelSelectorRequirement requirement) {
        String value = ofServers.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case IN -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case EXISTS -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }

    private LabelSelectorRequirement widen(LabelSelectorRequirement requirement) {
        String key = requirement.getKey();
        switch (requirement.getOperator()) {
            case IN -> {
                List<String> values = new ArrayList<>(requirement.getValues());
                values.add(AgentName.LABELS.getOrDefault(key, mark));
                ofAgents.put(key, mark);
                return new LabelSelectorRequirementBuilder(requirement)
                        .withValues(values)
                        .build();
            }
            case EXISTS -> ofAgents.put(key, mark);
            default -> {}
        }
        return requirement;
    }
}
