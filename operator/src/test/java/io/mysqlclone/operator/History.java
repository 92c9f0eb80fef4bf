package io.mysqlclone.operator;

import io.mysqlclone.api.v1alpha1.MySQLCloneStatus;
import io.mysqlclone.api.v1alpha1.status.ConditionType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the API server stored of a clone's status, from first to last. */
final class History {

    private static final List<ConditionType> FOR_GOOD = List.of(
            ConditionType.PREFLIGHT_PASSED,
            ConditionType.TRANSFERRED,
            ConditionType.VERIFIED,
            ConditionType.RECIPIENT_RESTARTED,
            ConditionType.POST_CLONED,
            ConditionType.REPLICATING,
            ConditionType.READY);

    private History() {}

    /** The fields, at any depth, that were never there: the schema has dropped them, or nobody reports them. */
    static Set<String> neverReported(List<MySQLCloneStatus> history) {
        return never("", history);
    }

    private static Set<String> never(String path, Collection<?> values) {
        Set<String> missing = new TreeSet<>();
        Class<?> type = values.iterator().next().getClass();
        if (!type.isRecord()) {
            return missing;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            List<Object> below = new ArrayList<>();
            for (Object value : values) {
                Object field = get(component, value);
                if (field instanceof Collection<?> list) {
                    below.addAll(list);
                } else if (field != null) {
                    below.add(field);
                }
            }
            String name = path + component.getName();
            if (below.isEmpty()) {
                missing.add(name);
            } else {
                missing.addAll(never(name + ".", below));
            }
        }
        return missing;
    }

    private static Object get(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Conditions that were True and later were not. */
    static Set<ConditionType> takenBack(List<MySQLCloneStatus> history) {
        Set<ConditionType> held = new TreeSet<>();
        Set<ConditionType> lost = new TreeSet<>();
        for (MySQLCloneStatus status : history) {
            for (ConditionType type : FOR_GOOD) {
                if (status.holds(type)) {
                    held.add(type);
                } else if (held.contains(type)) {
                    lost.add(type);
                }
            }
        }
        return lost;
    }
}
