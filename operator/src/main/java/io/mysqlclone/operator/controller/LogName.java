package io.mysqlclone.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jboss.logging.MDC;

/** A resource's name in every line that is logged about it, until it is closed. */
interface LogName extends AutoCloseable {

    /** @param key what kind it is */
    static LogName of(String key, HasMetadata resource) {
        MDC.put(
                key,
                resource.getMetadata().getNamespace() + "/"
                        + resource.getMetadata().getName());
        return () -> MDC.remove(key);
    }

    @Override
    void close();
}
