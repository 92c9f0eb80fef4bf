package io.mysqlclone.datadir.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Ends a commit before its n-th step, as if the process had been killed there. */
final class CrashAt implements CommitSteps {
    private final int step;
    private final List<String> seen = new ArrayList<>();

    /** Never crashes, only remembers. */
    CrashAt() {
        this(Integer.MAX_VALUE);
    }

    CrashAt(int step) {
        this.step = step;
    }

    /** Names of the steps in the order in which they came. */
    List<String> seen() {
        return seen;
    }

    @Override
    public void before(String name) throws IOException {
        if (seen.size() == step) {
            throw new Crash(name);
        }
        seen.add(name);
    }

    /** The crash. */
    static final class Crash extends IOException {
        Crash(String step) {
            super("crash before: " + step);
        }
    }

    /** First, middle and last occurrence of each kind of step: enough to stop in every state a commit goes through. */
    static List<Integer> points(List<String> steps) {
        List<Integer> points = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            boolean first = i == 0 || !steps.get(i).equals(steps.get(i - 1));
            boolean last = i == steps.size() - 1 || !steps.get(i).equals(steps.get(i + 1));
            if (first || last) {
                points.add(i);
            }
        }
        return points;
    }

    /** The first step of each kind, for what takes long to try. */
    static List<Integer> kinds(List<String> steps) {
        return steps.stream().distinct().map(steps::indexOf).toList();
    }
}
