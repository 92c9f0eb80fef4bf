@NullMarked
package io.mysqlclone.kubectl.view;

import org.jspecify.annotations.NullMarked;
