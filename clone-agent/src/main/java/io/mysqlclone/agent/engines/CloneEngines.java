package io.mysqlclone.agent.engines;

import io.mysqlclone.datadir.ClonePlace;
import io.mysqlclone.engine.EngineSet;
import io.mysqlclone.innodb.apply.InnodbEngine;
import java.util.List;

/** Which storage engines there are. */
public final class CloneEngines {
    private CloneEngines() {}

    /** All that this program can clone, in the order of their locators. A stock MySQL names InnoDB only. */
    public static EngineSet<ClonePlace> standard() {
        return new EngineSet<>(List.of(new InnodbEngine()));
    }
}
