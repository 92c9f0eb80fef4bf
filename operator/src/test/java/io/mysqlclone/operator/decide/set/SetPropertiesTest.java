package io.mysqlclone.operator.decide.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.mysqlclone.api.v1alpha1.status.Step;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * What a set promises, whatever happens between any two steps: {@link SetWorld} refuses a second clone of a member, one of a member
 * that was Ready, more under way or restarted than may be, and a clone of a member that is no copy.
 */
final class SetPropertiesTest {

    enum What {
        OPERATOR_LOOKS,
        OPERATOR_DIES_BEFORE_IT_WRITES,
        CLONE_GOES_ON,
        CLONE_FAILS,
        CLONE_FAILS_AND_ITS_POD_IS_DOWN,
        POD_COMES_BACK,
        CLONE_STALLS,
        CLONE_IS_DELETED,
        USER_SCALES,
        STATEFUL_SET_IS_AWAY,
        USER_TAKES_ONE_AT_A_TIME,
        USER_TAKES_ALL_AT_ONCE,
        USER_RESTARTS_TWO_AT_A_TIME,
        USER_RESTARTS_ONE_AT_A_TIME,
        USER_WANTS_A_CHAIN,
        USER_WANTS_NO_CHAIN,
        USER_FILLS_NEW_ONES,
        USER_FILLS_ONCE
    }

    /** @param member that it happens to, or how many there are */
    record Happening(What what, int member) {}

    private static final int MOST = 6;

    private static final int ROUNDS = 60;

    @Provide
    static Arbitrary<List<Happening>> stories() {
        Arbitrary<What> what = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(What.OPERATOR_LOOKS)),
                Tuple.of(3, Arbitraries.of(What.CLONE_GOES_ON)),
                Tuple.of(3, Arbitraries.of(What.class)));
        Arbitrary<Integer> member = Arbitraries.integers().between(0, MOST - 1);
        return what.flatMap(each -> member.map(number -> new Happening(each, number)))
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 2000, seed = "20261201")
    void aSetKeepsItsPromises(@ForAll("stories") List<Happening> story) {
        SetWorld world = new SetWorld(4);
        for (Happening happening : story) {
            happens(world, happening);
        }
        comesToRest(world);
    }

    /** Left alone, and with what has failed taken away, every member becomes Ready. */
    private static void comesToRest(SetWorld world) {
        world.down.clear();
        world.scale(MOST);
        world.spec("fill: NewOrdinals");
        world.settle();
        for (int round = 0; round < ROUNDS && !world.ready().equals("True Succeeded"); round++) {
            world.settle();
            world.clones.values().removeIf(clone -> SetWorld.isAt(clone, Step.FAILED));
            List.copyOf(world.clones.keySet()).forEach(world::goesOn);
        }
        world.settle();
        assertThat(world.ready()).isEqualTo("True Succeeded");
        assertThat(world.status().ready()).isEqualTo(MOST);
    }

    private static void happens(SetWorld world, Happening happening) {
        int member = happening.member();
        boolean underWay = Optional.ofNullable(world.clones.get(member))
                .filter(clone -> !SetWorld.isAt(clone, Step.READY) && !SetWorld.isAt(clone, Step.FAILED))
                .isPresent();
        switch (happening.what()) {
            case OPERATOR_LOOKS -> world.look();
            case OPERATOR_DIES_BEFORE_IT_WRITES -> world.act();
            case CLONE_GOES_ON -> {
                if (underWay) {
                    world.goesOn(member);
                }
            }
            case CLONE_FAILS -> {
                if (underWay) {
                    world.fails(member);
                }
            }
            case CLONE_FAILS_AND_ITS_POD_IS_DOWN -> {
                if (underWay) {
                    world.fails(member);
                    world.down.add(member);
                }
            }
            case POD_COMES_BACK -> world.down.remove(member);
            case CLONE_STALLS -> {
                if (underWay) {
                    world.stalls(member);
                }
            }
            // When somebody has written down that it is Ready: before, he deletes what is made again.
            case CLONE_IS_DELETED -> {
                world.look();
                world.clones.remove(member);
            }
            case USER_SCALES -> world.scale(member);
            case STATEFUL_SET_IS_AWAY -> world.members = Optional.empty();
            case USER_TAKES_ONE_AT_A_TIME -> world.spec("maxConcurrent: 1");
            case USER_TAKES_ALL_AT_ONCE -> world.spec("maxConcurrent: null");
            case USER_RESTARTS_TWO_AT_A_TIME -> world.spec("maxUnavailable: 2");
            case USER_RESTARTS_ONE_AT_A_TIME -> world.spec("maxUnavailable: 1");
            case USER_WANTS_A_CHAIN -> world.spec("strategy: Chain");
            case USER_WANTS_NO_CHAIN -> world.spec("strategy: Shared");
            case USER_FILLS_NEW_ONES -> world.spec("fill: NewOrdinals");
            case USER_FILLS_ONCE -> world.spec("fill: Once");
        }
    }
}
