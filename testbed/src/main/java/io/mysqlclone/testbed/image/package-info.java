/**
 * MySQL out of container images, where a Docker engine answers. Whoever uses this package has Testcontainers as a dependency
 * of their own.
 */
@NullMarked
package io.mysqlclone.testbed.image;

import org.jspecify.annotations.NullMarked;
