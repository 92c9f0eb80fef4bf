package io.mysqlclone.operator.observe.donor;

import io.mysqlclone.api.v1alpha1.donor.AllowedNamespaces;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a donor may be used from another namespace. */
final class AllowedNamespace {

    private AllowedNamespace() {}

    /** @param labels of that namespace */
    static boolean of(AllowedNamespaces allowed, Map<String, String> labels) {
        return switch (allowed.from()) {
            case SAME -> false;
            case ALL -> true;
            case SELECTOR ->
                Optional.ofNullable(allowed.selector())
                        .filter(selector -> holds(
                                Objects.requireNonNullElse(selector.getMatchLabels(), Map.<String, String>of()),
                                labels))
                        .filter(selector -> selector.getMatchExpressions().stream()
                                .allMatch(
                                        rule -> holds(rule.getOperator(), rule.getValues(), labels.get(rule.getKey()))))
                        .isPresent();
        };
    }

    private static boolean holds(Map<String, String> wanted, Map<String, String> labels) {
        return wanted.entrySet().stream().allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }

    private static boolean holds(String operator, List<String> values, @Nullable String label) {
        return switch (operator) {
            case "In" -> label != null && values.contains(label);
            case "NotIn" -> label == null || !values.contains(label);
            case "Exists" -> label != null;
            case "DoesNotExist" -> label == null;
            default -> false;
        };
    }
}
