package io.mysqlclone.api.v1alpha1.agent;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * An environment variable of the agent's container: a name and a text. It comes from no Secret: what a Secret holds goes to the
 * agent by the references that the resource has for it, and nowhere else.
 *
 * @param name the variable's name
 * @param value its text
 */
@ApiObject
public record Variable(
        @Required
        @Size(min = 1, max = 253)
        @Pattern("^[A-Za-z_][A-Za-z0-9_]*$")
        @ValidationRule(
                value = "!self.startsWith('CLONE_AGENT_')",
                message = "variables CLONE_AGENT_... are the operator's own: use the fields of this resource")
        @JsonPropertyDescription("Name of the variable, such as JAVA_TOOL_OPTIONS or TZ.")
        String name,

        @Size(max = 4096) @JsonPropertyDescription("Its text. Default: empty.")
        String value) {

    public Variable {
        if (value == null) {
            value = "";
        }
    }
}
