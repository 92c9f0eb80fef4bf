package io.mysqlclone.api.v1alpha1.connection;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mysqlclone.api.v1alpha1.ApiObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account, whose password and, mostly, name are in a Secret in the namespace of the resource.
 *
 * @param name the Secret's name
 * @param usernameKey the key with the account's name; absent: {@code username}
 * @param passwordKey the key with its password
 * @param username the account's name, when the Secret has none
 */
@ApiObject
@ValidationRule(
        value = "!has(self.username) || !has(self.usernameKey)",
        message = "username is the account's name and usernameKey the Secret's key for it: remove one of them")
public record CredentialsReference(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.NAME)
        @JsonPropertyDescription("Name of a Secret in the namespace of this resource.")
        String name,

        @Size(min = 1, max = 253)
        @Pattern(SecretReference.KEY)
        @JsonPropertyDescription("Key of the Secret with the account's name. Default: username.")
        @Nullable
        String usernameKey,

        @Default(CredentialsReference.PASSWORD)
        @Size(min = 1, max = 253)
        @Pattern(SecretReference.KEY)
        @JsonPropertyDescription("Key of the Secret with the account's password.")
        String passwordKey,

        @Size(min = 1, max = 32)
        @JsonPropertyDescription("The account's name, where the Secret holds only its password, as those of other"
                + " operators and charts do.")
        @Nullable
        String username) {

    static final String PASSWORD = "password";
    private static final String USERNAME = "username";

    public CredentialsReference {
        if (passwordKey == null) {
            passwordKey = PASSWORD;
        }
    }

    /** The key with the account's name, when {@code username} is absent. */
    public String userKey() {
        return Objects.requireNonNullElse(usernameKey, USERNAME);
    }
}
