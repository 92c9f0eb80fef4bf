/**
 * What {@code images/build} cannot say in a few lines of shell: {@link io.mysqlclone.images.AssembleImage} puts a staged
 * program on the base and writes or pushes the image, {@link io.mysqlclone.images.RunOperator} runs the operator once
 * so that the JVM can make its AOT cache. May use jib-core, picocli, Jackson, fabric8's mock of an API server.
 */
@NullMarked
package io.mysqlclone.images;

import org.jspecify.annotations.NullMarked;
