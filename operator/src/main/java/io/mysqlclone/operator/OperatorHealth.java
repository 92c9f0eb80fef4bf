package io.mysqlclone.operator;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive and ready while the watches of the resource work; a replica that waits to lead is both. */
@ApplicationScoped
@Liveness
@Readiness
final class OperatorHealth implements HealthCheck {

    private final OperatorApplication application;

    OperatorHealth(OperatorApplication application) {
        this.application = application;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("operator")
                .status(application.healthy())
                .build();
    }
}
