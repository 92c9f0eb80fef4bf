package io.mysqlclone.agent.http;

import io.mysqlclone.agent.http.StatusServer.Endpoint;
import java.util.Map;

/** What a command can be asked and told over HTTP. */
public sealed interface Endpoints extends AutoCloseable permits CloneEndpoints, ServeEndpoints {
    /** Path to method to what answers it. */
    Map<String, Map<String, Endpoint>> table();

    @Override
    void close();
}
