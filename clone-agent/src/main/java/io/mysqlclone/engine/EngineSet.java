package io.mysqlclone.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The engines that a recipient knows, in the order of their locators. The first one decides when the common point of all is
 * taken; with MySQL that is InnoDB.
 *
 * @param <P> as of {@link CloneEngine}
 */
public record EngineSet<P>(List<CloneEngine<P>> engines) {
    public EngineSet {
        engines = List.copyOf(engines);
        Set<Integer> types = new HashSet<>();
        for (CloneEngine<P> engine : engines) {
            if (!types.add(engine.type())) {
                throw new IllegalArgumentException("two engines of type " + engine.type());
            }
        }
        if (engines.isEmpty() || engines.size() > EngineLocator.MAX_COUNT) {
            throw new IllegalArgumentException(engines.size() + " engines; a set has 1 to " + EngineLocator.MAX_COUNT);
        }
    }

    /** The locators for {@code COM_INIT}. */
    public List<EngineLocator> versionLocators() {
        return engines.stream().map(CloneEngine::versionLocator).toList();
    }

    /** Whether each engine can make something of the data of such a donor. */
    public boolean accept(DonorConfiguration donor) {
        return engines.stream().allMatch(engine -> engine.accepts(donor));
    }

    /** Those that every donor has. */
    public EngineSet<P> ofEveryDonor() {
        return new EngineSet<>(
                engines.stream().filter(engine -> !engine.mustBeOffered()).toList());
    }

    /** The names of those that are asked for only of donors that offer them. */
    public List<String> namesToBeOffered() {
        return engines.stream()
                .filter(CloneEngine::mustBeOffered)
                .map(CloneEngine::name)
                .toList();
    }

    /** What is wrong with a donor that does not offer engines of these names, and what to do, as one sentence. */
    public String refusal(List<String> missing) {
        return "the donor gives no " + String.join(", ", missing) + ": "
                + engines.stream()
                        .filter(engine -> missing.contains(engine.name()))
                        .map(CloneEngine::offeredBy)
                        .collect(Collectors.joining("; "));
    }

    /** The engine of that type. */
    public Optional<CloneEngine<P>> ofType(int type) {
        return engines.stream().filter(engine -> engine.type() == type).findFirst();
    }
}
