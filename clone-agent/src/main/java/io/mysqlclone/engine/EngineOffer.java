package io.mysqlclone.engine;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which engines a donor gives, as it says in a variable that no server of MySQL's knows: those have InnoDB only, and close the
 * connection when they are asked for another one.
 */
public record EngineOffer(Set<String> names) {
    /** The system variable, whose value is the names, separated by commas. */
    public static final String VARIABLE = "mysqlclone_engines";

    /** Of a stock server. */
    public static final EngineOffer NONE = new EngineOffer(Set.of());

    public EngineOffer {
        names = Set.copyOf(names);
    }

    /** What {@code engines} give. */
    public static EngineOffer of(List<DonorEngine> engines) {
        return new EngineOffer(
                Set.copyOf(engines.stream().map(DonorEngine::name).toList()));
    }

    /** What the variable's value says. */
    public static EngineOffer parse(String value) {
        return new EngineOffer(Set.copyOf(List.of(value.split(",", -1))));
    }

    /** The variable's value. */
    public String value() {
        return String.join(",", new TreeSet<>(names));
    }
}
