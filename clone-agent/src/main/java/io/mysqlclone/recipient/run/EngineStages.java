package io.mysqlclone.recipient.run;

import io.mysqlclone.engine.CopyWay;
import io.mysqlclone.engine.Stage;
import io.mysqlclone.engine.StageListener;
import io.mysqlclone.recipient.CloneEvent;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Joins what the engines of a clone tell: a stage is under way from where the first one begins it, and over when all that
 * have begun it have completed it. Thread safe.
 */
final class EngineStages {
    private final ProgressTracker progress;
    private final Map<Stage, Set<Integer>> begun = new EnumMap<>(Stage.class);
    private final Map<Stage, Set<Integer>> completed = new EnumMap<>(Stage.class);
    private final Map<Stage, Integer> first = new EnumMap<>(Stage.class);

    EngineStages(ProgressTracker progress) {
        this.progress = progress;
        for (Stage stage : Stage.values()) {
            begun.put(stage, new HashSet<>());
            completed.put(stage, new HashSet<>());
        }
    }

    /** Hears the engine of that type. */
    StageListener of(int engineType) {
        return new StageListener() {
            @Override
            public void stageStarted(Stage stage, long estimatedBytes, long storedBytes) {
                started(engineType, stage, estimatedBytes, storedBytes);
            }

            @Override
            public void stored(Stage stage, long bytes) {
                progress.stored(stage, bytes);
            }

            @Override
            public void stageCompleted(Stage stage) {
                over(engineType, stage);
            }

            @Override
            public void copies(CopyWay way) {
                progress.event(new CloneEvent.CopiesBy(way));
            }
        };
    }

    private synchronized void started(int engineType, Stage stage, long estimatedBytes, long storedBytes) {
        boolean isFirst = first.computeIfAbsent(stage, each -> engineType) == engineType;
        boolean isNew = types(begun, stage).add(engineType);
        if (isFirst) {
            progress.stageStarted(stage, estimatedBytes, storedBytes);
        } else if (isNew) {
            progress.stageGrew(stage, estimatedBytes, storedBytes);
        }
    }

    private synchronized void over(int engineType, Stage stage) {
        types(completed, stage).add(engineType);
        if (types(completed, stage).containsAll(types(begun, stage))) {
            progress.stageCompleted(stage);
        }
    }

    private static Set<Integer> types(Map<Stage, Set<Integer>> of, Stage stage) {
        return java.util.Objects.requireNonNull(of.get(stage));
    }
}
