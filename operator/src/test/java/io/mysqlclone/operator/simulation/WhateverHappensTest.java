package io.mysqlclone.operator.simulation;

import io.mysqlclone.operator.simulation.Simulation.Then;
import io.mysqlclone.operator.simulation.Simulation.Wish;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * The promises of the operator, whatever agents, pods, users and operators do in whatever order: what must never be done is
 * refused by {@link World}, what must never be written by {@link Simulation}. A build tells the same stories each time; who
 * changes what the operator decides takes the seeds out, and listens to new ones for a while.
 */
final class WhateverHappensTest {

    private static final EnumSet<Happening> HARMLESS = EnumSet.of(
            Happening.OPERATOR_DIES_BEFORE_IT_ACTS,
            Happening.OPERATOR_DIES_BEFORE_IT_WRITES,
            Happening.AGENT_IS_TERMINATED,
            Happening.AGENTS_ARE_CUT_OFF,
            Happening.AGENTS_ARE_REACHED,
            Happening.MYSQLD_IS_RESTARTED,
            Happening.NODE_IS_BUSY,
            Happening.USER_CHANGES_THE_SPEC_MEANWHILE,
            Happening.AGENT_FINDS_DONOR_BUSY,
            Happening.AGENT_WAITS_FOR_DONOR,
            Happening.AGENT_GETS_ITS_TURN,
            Happening.POD_GOES,
            Happening.POD_COMES,
            Happening.RIVAL_COMES,
            Happening.RIVAL_GOES,
            Happening.MINUTES_PASS,
            Happening.USER_SUSPENDS,
            Happening.USER_RESUMES,
            Happening.USER_APPROVES);

    /** Of a clone that names a MySQLDonor. */
    private static final EnumSet<Happening> DONORS = EnumSet.of(Happening.DONOR_IS_UNKNOWN, Happening.DONOR_IS_KNOWN);

    @Property(tries = 500, seed = "20261130")
    void aCloneComesToAnEnd(@ForAll("wishes") Wish wish, @ForAll("stories") List<Happening> story) {
        Simulation simulation = new Simulation(wish);
        story.forEach(simulation::happens);
        simulation.comesToAnEnd();
    }

    @Property(tries = 500, seed = "20261131")
    void aResourceThatIsDeletedGoes(@ForAll("wishes") Wish wish, @ForAll("stories") List<Happening> story) {
        Simulation simulation = new Simulation(wish);
        story.forEach(simulation::happens);
        simulation.goesWhenDeleted();
    }

    /** Operators that end, drained nodes, other clones and hesitant users cost time and nothing else. */
    @Property(tries = 500, seed = "20261132")
    void aCloneThatNothingFailsSucceeds(@ForAll("wishes") Wish wish, @ForAll("harmlessStories") List<Happening> story) {
        Simulation simulation = new Simulation(wish);
        story.forEach(simulation::happens);
        simulation.comesToAGoodEnd();
    }

    /** So does a MySQLDonor that changes or goes. */
    @Property(tries = 500, seed = "20261201")
    void aCloneWhoseDonorIsNotAlwaysKnownSucceeds(
            @ForAll("wishes") Wish wish, @ForAll("storiesOfDonors") List<Happening> story) {
        Simulation simulation = new Simulation(wish);
        story.forEach(simulation::happens);
        simulation.comesToAGoodEnd();
    }

    /** What it had left is being removed when its spec is changed: the next try waits for nothing that was launched before. */
    @Example
    void aCloneThatHadFailedBeginsAnewAtOnceWhenItsSpecIsChanged() {
        Simulation simulation = new Simulation(new Wish(true, Then.REPLICATION, false, 0));
        happen(
                simulation,
                Happening.LAUNCHES_VANISH,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS,
                Happening.USER_CHANGES_THE_SPEC_MEANWHILE,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS);
        simulation.comesToAnEnd();
    }

    /** It needs a minute before it waits for the stop, says so in its log only, and mysqld is not stopped before. */
    @Example
    void noRecipientIsRestartedBeforeItsAgentWaitsForThat() {
        Simulation simulation = new Simulation(new Wish(false, Then.NOTHING, false, 0));
        happen(simulation, Happening.NODE_IS_BUSY, Happening.AGENTS_ARE_CUT_OFF);
        simulation.comesToAGoodEnd();
    }

    /** It can do nothing any more when it starts after its time, and does not keep what is to be removed from that. */
    @Example
    void aCommitThatNeverStartsKeepsNoDeletedResource() {
        Simulation simulation = new Simulation(new Wish(true, Then.REPLICATION, false, 2));
        happen(
                simulation,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS,
                Happening.AGENT_STARTS,
                Happening.AGENT_SUCCEEDS,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS,
                Happening.OPERATOR_LOOKS);
        simulation.goesWhenDeleted();
    }

    private static void happen(Simulation simulation, Happening... story) {
        List.of(story).forEach(simulation::happens);
    }

    @Provide
    Arbitrary<Wish> wishes() {
        Arbitrary<Boolean> either = Arbitraries.of(true, false);
        return Combinators.combine(
                        either,
                        Arbitraries.of(Then.class),
                        either,
                        Arbitraries.integers().between(0, 3))
                .as(Wish::new);
    }

    @Provide
    Arbitrary<List<Happening>> stories() {
        return stories(EnumSet.allOf(Happening.class));
    }

    @Provide
    Arbitrary<List<Happening>> harmlessStories() {
        return stories(HARMLESS);
    }

    @Provide
    Arbitrary<List<Happening>> storiesOfDonors() {
        EnumSet<Happening> turns = EnumSet.copyOf(HARMLESS);
        turns.addAll(DONORS);
        return stories(turns);
    }

    /** Mostly what should happen, so that a story comes to its later chapters. */
    private static Arbitrary<List<Happening>> stories(Set<Happening> turns) {
        Arbitrary<Happening> usual = Arbitraries.frequency(
                Tuple.of(6, Happening.OPERATOR_LOOKS),
                Tuple.of(1, Happening.OPERATOR_DIES_BEFORE_IT_WRITES),
                Tuple.of(3, Happening.AGENT_STARTS),
                Tuple.of(3, Happening.AGENT_SUCCEEDS),
                Tuple.of(2, Happening.POD_IS_MADE_AGAIN),
                Tuple.of(1, Happening.SECONDS_PASS));
        return Arbitraries.frequencyOf(Tuple.of(3, usual), Tuple.of(1, Arbitraries.of(turns)))
                .list()
                .ofMaxSize(80);
    }
}
