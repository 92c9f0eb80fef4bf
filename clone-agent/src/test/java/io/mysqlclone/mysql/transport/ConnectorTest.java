package io.mysqlclone.mysql.transport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.mysql.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names that a resolver is slow with, or does not know. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ConnectorTest {
    private static final Endpoint DONOR = new Endpoint.Tcp("donor.example", 3306);

    @Test
    void aResolverThatIsSilentEndsWithTheTimeToConnect() {
        CountDownLatch never = new CountDownLatch(1);
        HostNames silent = host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[0];
        };
        try {
            assertThatThrownBy(() -> Connector.connect(DONOR, Duration.ofMillis(200), silent))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'donor.example' was not resolved within 200 ms");
        } finally {
            never.countDown();
        }
    }

    @Test
    void anUnknownNameIsTold() {
        assertThatThrownBy(() -> Connector.connect(DONOR, Duration.ofSeconds(30), host -> {
                    throw new UnknownHostException(host);
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'donor.example' is not known");
    }
}
