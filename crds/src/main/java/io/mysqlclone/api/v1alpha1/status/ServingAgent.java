package io.mysqlclone.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mysqlclone.api.v1alpha1.ApiObject;

/**
 * The agent beside a donor's server that a clone is made from, instead of from the server.
 *
 * @param number of it, among those of the MySQLDonor
 * @param port where it gives clones, of the server's host
 * @param fingerprint of its certificate
 */
@ApiObject
public record ServingAgent(
        @Required @JsonPropertyDescription("Its number, among those of the MySQLDonor.")
        int number,

        @Required @JsonPropertyDescription("Its port, at the server's host.")
        int port,

        @Required @JsonPropertyDescription("SHA-256 of its certificate.")
        String fingerprint) {}
