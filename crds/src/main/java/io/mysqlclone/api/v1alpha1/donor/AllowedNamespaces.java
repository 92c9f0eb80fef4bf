package io.mysqlclone.api.v1alpha1.donor;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.mysqlclone.api.v1alpha1.ApiObject;
import org.jspecify.annotations.Nullable;

/**
 * From which namespaces clones may name a donor.
 *
 * @param from which
 * @param selector of their labels, with {@link From#SELECTOR}
 */
@ApiObject
@ValidationRule(
        value = "(has(self.from) && self.from == 'Selector') == has(self.selector)",
        message = "allowedNamespaces.selector goes with from: Selector, and from: Selector with a selector:"
                + " give both or neither")
public record AllowedNamespaces(
        @Default("Same")
        @JsonPropertyDescription("Same: the donor's namespace. All: every namespace. Selector: the namespaces whose"
                + " labels selector selects, and the donor's own.")
        From from,

        @JsonPropertyDescription(
                "Which namespaces, by their labels; kubernetes.io/metadata.name is a namespace's name.")
        @Nullable
        LabelSelector selector) {

    /** What is used where nothing is said. */
    public static final AllowedNamespaces DEFAULT = new AllowedNamespaces(From.SAME, null);

    public AllowedNamespaces {
        if (from == null) {
            from = From.SAME;
        }
    }
}
