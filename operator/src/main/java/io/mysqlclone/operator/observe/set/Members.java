package io.mysqlclone.operator.observe.set;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetOrdinals;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The ordinals that a StatefulSet has, by its spec: whether their pods are there is another matter.
 *
 * @param first its first ordinal
 * @param replicas how many there are from that one on
 */
public record Members(int first, int replicas) {

    static Members of(StatefulSet set) {
        return new Members(
                Optional.ofNullable(set.getSpec().getOrdinals())
                        .map(StatefulSetOrdinals::getStart)
                        .orElse(0),
                Optional.ofNullable(set.getSpec().getReplicas()).orElse(1));
    }

    /** In their order. */
    public IntStream ordinals() {
        return IntStream.range(first, first + replicas);
    }

    /** Whether there is such a member. */
    public boolean has(int ordinal) {
        return ordinal >= first && ordinal < first + replicas;
    }
}
