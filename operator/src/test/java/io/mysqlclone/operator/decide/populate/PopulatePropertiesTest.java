package io.mysqlclone.operator.decide.populate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What is promised of a claim, whatever happens between any two steps: {@link PopulateWorld} refuses that a claim gets a volume
 * without a complete copy, and in the end the claim has one, or is gone, and nothing else is left.
 */
final class PopulatePropertiesTest {

    enum Happening {
        OPERATOR_LOOKS,
        OPERATOR_DECIDES,
        OPERATOR_ACTS,
        OPERATOR_DIES,
        CLONES_GO_ON,
        CLONES_FAIL,
        GARBAGE_IS_COLLECTED,
        VOLUMES_ARE_BOUND,
        VOLUMES_ARE_RELEASED,
        CLAIM_IS_DELETED,
        CLAIM_IS_MADE,
        SOMEBODY_DELETES_THE_CLONE,
        SOMEBODY_DELETES_THE_PRIME_CLAIM,
        SOMEBODY_MAKES_THE_PRIME_CLAIM,
        SOMEBODY_DELETES_A_VOLUME
    }

    private static final int ENOUGH = 30;

    @Provide
    static Arbitrary<List<Happening>> stories() {
        return Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.of(Happening.OPERATOR_LOOKS, Happening.CLONES_GO_ON)),
                        Tuple.of(
                                1,
                                Arbitraries.of(
                                        Happening.OPERATOR_DECIDES,
                                        Happening.OPERATOR_ACTS,
                                        Happening.VOLUMES_ARE_BOUND,
                                        Happening.GARBAGE_IS_COLLECTED)),
                        Tuple.of(1, Arbitraries.of(Happening.class)))
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 5000, seed = "20261201")
    void aClaimIsFilledOrNothingIsLeft(@ForAll("stories") List<Happening> story) {
        PopulateWorld world = new PopulateWorld();
        story.forEach(happening -> happens(world, happening));
        comesToRest(world);

        assertThat(world.clones).isEmpty();
        assertThat(world.primes).isEmpty();
        assertThat(world.bound).isEqualTo(world.claim.isPresent());
        assertThat(world.volumes.keySet())
                .isEqualTo(Optional.ofNullable(world.volumeName)
                        .map(java.util.Set::of)
                        .orElse(java.util.Set.of()));
    }

    @Property(tries = 1000, seed = "20261202")
    void aClaimThatIsDeletedAtAnyMomentLeavesNothing(@ForAll("stories") List<Happening> story) {
        PopulateWorld world = new PopulateWorld();
        story.forEach(happening -> happens(world, happening));
        world.claimIsDeleted();
        comesToRest(world);

        assertThat(world.clones).isEmpty();
        assertThat(world.primes).isEmpty();
        assertThat(world.volumes).isEmpty();
    }

    /** Left alone, and what is in the way removed as the events say. */
    private static void comesToRest(PopulateWorld world) {
        world.acts();
        for (int round = 0; round < ENOUGH; round++) {
            world.looks();
            world.clonesGoOn();
            world.kubernetesWorks();
            world.primes.values().removeIf(prime -> prime.owner.isEmpty());
            world.clones.values().stream()
                    .filter(clone -> clone.step.equals("Failed"))
                    .forEach(clone -> clone.deleting = true);
        }
    }

    private static void happens(PopulateWorld world, Happening happening) {
        switch (happening) {
            case OPERATOR_LOOKS -> world.looks();
            case OPERATOR_DECIDES -> world.decides();
            case OPERATOR_ACTS -> world.acts();
            case OPERATOR_DIES -> world.decided = Optional.empty();
            case CLONES_GO_ON -> world.clonesGoOn();
            case CLONES_FAIL -> world.clonesFail();
            case GARBAGE_IS_COLLECTED -> world.garbageIsCollected();
            case VOLUMES_ARE_BOUND -> world.volumesAreBound();
            case VOLUMES_ARE_RELEASED -> world.volumesAreReleased();
            case CLAIM_IS_DELETED -> world.claimIsDeleted();
            case CLAIM_IS_MADE -> world.claimIsMade();
            case SOMEBODY_DELETES_THE_CLONE -> world.somebodyDeletesTheClone();
            case SOMEBODY_DELETES_THE_PRIME_CLAIM -> world.somebodyDeletesThePrimeClaim();
            case SOMEBODY_MAKES_THE_PRIME_CLAIM -> world.somebodyMakesThePrimeClaim();
            case SOMEBODY_DELETES_A_VOLUME -> world.somebodyDeletesAVolume();
        }
    }
}
