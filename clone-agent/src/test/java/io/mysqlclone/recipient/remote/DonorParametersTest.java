package io.mysqlclone.recipient.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mysqlclone.mysql.MalformedPacketException;
import io.mysqlclone.protocol.CloneResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DonorParametersTest {
    private final DonorParameters.Collector collector = new DonorParameters.Collector();

    @Test
    void collectsWhatADonorSaysOfItself() throws MalformedPacketException {
        assertThat(collector.take(new CloneResponse.PluginV2("clone", "mysql_clone.so")))
                .isTrue();
        assertThat(collector.take(new CloneResponse.PluginV2("InnoDB", ""))).isTrue();
        assertThat(collector.take(new CloneResponse.Plugin("old"))).isTrue();
        assertThat(collector.take(new CloneResponse.Collation("binary"))).isTrue();
        assertThat(collector.take(new CloneResponse.Config("version", "9.7.4"))).isTrue();
        assertThat(collector.take(new CloneResponse.ConfigV3("timeout", "5"))).isTrue();
        assertThat(collector.take(new CloneResponse.ConfigV4("json_configs", "{\"maturity\":\"LTS\",\"n\":7}")))
                .isTrue();
        DonorParameters parameters = collector.collected();
        assertThat(parameters.plugins()).containsOnlyKeys("clone", "InnoDB", "old");
        assertThat(parameters.loadedPlugins()).isEqualTo(Map.of("clone", "mysql_clone.so"));
        assertThat(parameters.collations()).containsExactly("binary");
        assertThat(parameters.configurations())
                .isEqualTo(Map.of("version", "9.7.4", "timeout", "5", "maturity", "LTS", "n", "7"));
    }

    @Test
    void leavesOtherResponsesToTheCaller() throws MalformedPacketException {
        assertThat(collector.take(new CloneResponse.Complete())).isFalse();
        assertThat(collector.take(new CloneResponse.Data())).isFalse();
    }

    /** What is nested belongs to a later version. */
    @Test
    void passesOverNestedConfigurations() throws MalformedPacketException {
        collector.take(
                new CloneResponse.ConfigV4("j", "{\"a\":{\"version\":\"1\"},\"b\":[1,2],\"version\":\"9.7.4\"}"));
        assertThat(collector.collected().configurations()).isEqualTo(Map.of("version", "9.7.4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"a\":}", "{\"a\":1", "{\"a\":1 \"b\":2}"})
    void refusesWhatIsNoJsonObject(String json) {
        assertThatThrownBy(() -> collector.take(new CloneResponse.ConfigV4("j", json)))
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("JSON");
    }

    @Test
    void hearsADonorOutOnlyForSoLong() {
        assertThatThrownBy(() -> {
                    while (true) {
                        collector.take(new CloneResponse.Plugin("the same"));
                    }
                })
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("comes to no end");
    }

    @Test
    void hearsADonorOutOnlyForSoMuch() {
        String value = "x".repeat(60_000);
        assertThatThrownBy(() -> {
                    while (true) {
                        collector.take(new CloneResponse.Config("the same", value));
                    }
                })
                .isInstanceOf(MalformedPacketException.class)
                .hasMessageContaining("comes to no end");
    }
}
