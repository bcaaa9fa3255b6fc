/**
 * Docker refuses everything that is passed on, unless passing on was allowed before it started, and no table of ours can overrule that.
 * It asks one chain first and believes it: there wg0 is let through, because our own table decides which phone may go where. The rules
 * are gone after a restart of the machine, and no longer needed: with phones that reach the home, it starts with passing on allowed.
 */
import { Sh } from '../shell/sh';

export const pastDocker = new Sh(`for tables in iptables ip6tables; do
  $tables -w -n -L DOCKER-USER > /dev/null 2>&1 || continue
  for direction in -i -o; do
    $tables -w -C DOCKER-USER $direction wg0 -j ACCEPT 2> /dev/null || $tables -w -I DOCKER-USER $direction wg0 -j ACCEPT || :
  done
done; :`);
