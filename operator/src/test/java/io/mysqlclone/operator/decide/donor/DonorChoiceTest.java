package io.mysqlclone.operator.decide.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.donor.MySQLDonorSpec;
import io.mysqlclone.api.v1alpha1.donor.ProbedServer;
import io.mysqlclone.api.v1alpha1.donor.ServerStatus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which server a clone gets, by policy. */
final class DonorChoiceTest {

    /** {@code mysql-1=replica,busy}: a server of that name, with what is special about it. */
    private static ServerStatus server(String told) {
        String name = told.replaceFirst("[=].*", "");
        List<String> about = Arrays.asList(told.replaceFirst("[^=]*=?", "").split("\\+", -1));
        boolean broken = about.contains("broken");
        return new ServerStatus(
                name,
                3306,
                null,
                true,
                "9.7.4",
                "u-" + name,
                about.contains("replica") ? ServerStatus.REPLICA : ServerStatus.SOURCE,
                about.contains("replica"),
                about.contains("busy") ? ServerStatus.BUSY : ServerStatus.FREE,
                !broken,
                broken ? "AuthenticationFailed" : null,
                broken ? "It does not let the account in." : null);
    }

    @ParameterizedTest(name = "{0} of {2}, {1} Ready: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "PreferReplica | a b c | a b=replica c=replica           | c",
                "PreferReplica | a b   | a b=replica c=replica           | b",
                "PreferReplica | a b c | a b=replica c=replica+busy      | b",
                "PreferReplica | a b c | a b=replica+busy c=replica+busy | c",
                "PreferReplica | a b c | a b=replica c=replica+broken    | b",
                "PreferReplica | a b   | a b=replica+broken              | a",
                "PreferReplica | a     | a                               | a",
                "PreferReplica | a     | a=broken                        | AuthenticationFailed",
                "PreferReplica | b     | a                               | ProbingDonor",
                "PreferReplica | a b   | a                               | a",
                "Replica       | a b   | a b=replica                     | b",
                "Replica       | a b   | a b                             | DonorNotReady",
                "Replica       | a b   | a b=replica+broken              | AuthenticationFailed",
                "Ordinal       | b     | b=replica                       | b",
                "Ordinal       | b     | b=busy                          | b"
            })
    void policiesChoose(String policy, String there, String probed, String wanted) {
        var spec = Serialization.unmarshal(
                "credentialsSecretRef: {name: s}\nstatefulSetRef: {name: mysql, policy: " + policy + "}",
                MySQLDonorSpec.class);
        var ready = Stream.of(there.split(" ", -1))
                .map(name -> new ProbedServer(name, 3306, null))
                .toList();
        var seen =
                Stream.of(probed.split(" +", -1)).map(DonorChoiceTest::server).toList();

        var told =
                switch (DonorChoice.of(spec, ready, seen)) {
                    case DonorChoice.Chosen(var server) -> server.host();
                    case DonorChoice.None(var reason, var message) -> {
                        assertThat(message).isNotBlank();
                        yield reason.text();
                    }
                };

        assertThat(told).isEqualTo(wanted);
    }
}
