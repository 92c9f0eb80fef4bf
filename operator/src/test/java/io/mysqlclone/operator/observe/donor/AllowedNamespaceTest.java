package io.mysqlclone.operator.observe.donor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.mysqlclone.api.v1alpha1.donor.AllowedNamespaces;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where a donor may be used. */
final class AllowedNamespaceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{from: Same}                                                                   | a=b     | false",
                "{from: All}                                                                    |         | true",
                "{from: Selector, selector: {matchLabels: {a: b}}}                              | a=b     | true",
                "{from: Selector, selector: {matchLabels: {a: b}}}                              | a=c     | false",
                "{from: Selector, selector: {matchLabels: {a: b}}}                              |         | false",
                "{from: Selector, selector: {}}                                                 |         | true",
                "{from: Selector, selector: {matchExpressions: [{key: a, operator: In, values: [b, c]}]}} | a=c | true",
                "{from: Selector, selector: {matchExpressions: [{key: a, operator: In, values: [b]}]}} | | false",
                "{from: Selector, selector: {matchExpressions: [{key: a, operator: NotIn, values: [b]}]}} | | true",
                "{from: Selector, selector: {matchExpressions: [{key: a, operator: NotIn, values: [b]}]}} | a=b | false",
                "{from: Selector, selector: {matchExpressions: [{key: a, operator: Exists}]}}   | a=b     | true",
                "{from: Selector, selector: {matchExpressions: [{key: a, operator: Exists}]}}   |         | false",
                "{from: Selector, selector: {matchExpressions: [{key: a, operator: DoesNotExist}]}} | a=b | false",
                "{from: Selector, selector: {matchLabels: {a: b}, matchExpressions: [{key: c, operator: Exists}]}} | a=b | false"
            })
    void namespacesAreAllowedAsInTheGatewayApi(String allowed, String label, boolean wanted) {
        Map<String, String> labels = label == null ? Map.of() : Map.of(label.split("=", 2)[0], label.split("=", 2)[1]);
        assertThat(AllowedNamespace.of(Serialization.unmarshal("---\n" + allowed, AllowedNamespaces.class), labels))
                .isEqualTo(wanted);
    }
}
