package io.mysqlclone.operator.observe.donor;

import io.mysqlclone.operator.observe.AgentPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What concerns the agent beside a donor's server.
 *
 * @param demand the clones that want one
 * @param agent what is seen of the one that is there or about to be; empty when the last one is known to have ended
 * @param places by the names of pods, where one may be added now
 */
public record Serving(List<Demand> demand, Optional<AgentSight> agent, Map<String, AgentPlace> places) {

    public Serving {
        demand = List.copyOf(demand);
        places = Map.copyOf(places);
    }
}
