package io.mysqlclone.mysql.transport;

import io.mysqlclone.mysql.UnreachableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The addresses of host names, for which a resolver may take longer than there is time to connect. */
@FunctionalInterface
interface HostNames {
    /** Those that the system's resolver knows. */
    HostNames OF_THE_SYSTEM = InetAddress::getAllByName;

    /** All addresses of a name or literal; takes as long as it takes. */
    InetAddress[] resolve(String host) throws UnknownHostException;

    /**
     * The addresses within {@code limit}. A resolver that is late is left to itself: nothing can interrupt it.
     *
     * @throws UnreachableException with one sentence, when there are none in time
     */
    default InetAddress[] lookUp(String host, Duration limit) throws IOException {
        FutureTask<InetAddress[]> task = new FutureTask<>(() -> resolve(host));
        Thread.ofPlatform().daemon().name("mysql-host-name").start(task);
        try {
            return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw new UnreachableException(
                        "The host name '" + host + "' is not known: check its spelling and DNS", unknown);
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new UnreachableException(
                    "The host name '" + host + "' was not resolved within " + limit.toMillis() + " ms: check DNS", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the host name '" + host + "' was looked up");
        }
    }
}
