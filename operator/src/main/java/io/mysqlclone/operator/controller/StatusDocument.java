package io.mysqlclone.operator.controller;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.net.HttpURLConnection;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What server-side apply is to own of a resource: the status and nothing else.
 *
 * @param <S> the status
 * @param <R> the resource
 */
final class StatusDocument<S extends @Nullable Object, R extends CustomResource<?, S>> {

    private static final Logger LOG = Logger.getLogger(StatusDocument.class);

    private final Supplier<R> blank;

    /** Made of resources that say nothing. */
    StatusDocument(Supplier<R> blank) {
        this.blank = blank;
    }

    R of(R resource, S status) {
        R applied = blank.get();
        applied.setMetadata(new ObjectMetaBuilder()
                .withName(resource.getMetadata().getName())
                .withNamespace(resource.getMetadata().getNamespace())
                // A resource that was made again under the name has a status of its own.
                .withUid(resource.getMetadata().getUid())
                .build());
        applied.setStatus(status);
        return applied;
    }

    /**
     * Writes it unless the resource has changed since it was read, as before a launch: from this write on what the agent is
     * launched with cannot change any more. A resource that has changed is looked at again.
     */
    void write(R resource, S status, Context<R> context) {
        R applied = of(resource, status);
        applied.getMetadata().setResourceVersion(resource.getMetadata().getResourceVersion());
        try {
            context.resourceOperations().serverSideApplyPrimaryStatus(applied);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            LOG.debugf("the resource has changed: %s", e.getMessage());
        }
    }
}
