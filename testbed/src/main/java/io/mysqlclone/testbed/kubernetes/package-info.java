/**
 * A real Kubernetes cluster for tests and the image of a MySQL server to run on it: on k3s where a Docker engine answers,
 * else on this machine by {@code testbed/cluster}. Uses Testcontainers and, to skip tests, JUnit; who uses this package has
 * these dependencies too.
 */
@NullMarked
package io.mysqlclone.testbed.kubernetes;

import org.jspecify.annotations.NullMarked;
