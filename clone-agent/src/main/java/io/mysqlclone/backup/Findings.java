package io.mysqlclone.backup;

import io.mysqlclone.engine.DonorException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was found out of all needs, as far as they were looked at. One of these is filled by one thread. */
public final class Findings {
    private final Map<Need, Finding> found = new EnumMap<>(Need.class);
    private String reasonForTheRest = "something else is missing";

    /** The need is met. */
    public void met(Need need, String message) {
        found.put(need, new Finding(need, Finding.State.MET, 0, message));
    }

    /** The need is met, but there is something to be known. */
    public void warning(Need need, String message) {
        found.put(need, new Finding(need, Finding.State.WARNING, 0, message));
    }

    /** No clone can be made as it is. */
    public void missing(Need need, int error, String message) {
        found.put(need, new Finding(need, Finding.State.MISSING, error, message));
    }

    /** As {@link #missing(Need, int, String)}. */
    public void missing(Need need, DonorException reason) {
        missing(need, reason.error(), String.valueOf(reason.getMessage()));
    }

    /** It can't be found out. */
    public void unknown(Need need, String reason) {
        found.put(need, new Finding(need, Finding.State.UNKNOWN, 0, reason));
    }

    /** Why what is not looked at is not. */
    public void rest(String reason) {
        reasonForTheRest = reason;
    }

    /** Whether nothing that was looked at is missing. */
    public boolean isComplete() {
        return missing().isEmpty();
    }

    /** One for each need, in their order. */
    public List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        for (Need need : Need.values()) {
            all.add(found.getOrDefault(need, new Finding(need, Finding.State.UNKNOWN, 0, reasonForTheRest)));
        }
        return all;
    }

    private List<Finding> missing() {
        return found.values().stream()
                .filter(finding -> finding.state() == Finding.State.MISSING)
                .toList();
    }

    /** @throws DonorException with everything that is missing, and the number of the first of it */
    public void require() throws DonorException {
        List<Finding> missing = missing();
        if (!missing.isEmpty()) {
            throw new DonorException(
                    missing.getFirst().error(),
                    missing.stream().map(Finding::message).collect(Collectors.joining("; moreover, ")));
        }
    }
}
