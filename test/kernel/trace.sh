# Traces TCP's states and the timers of its small sockets: trace.sh NAME TIMEWAIT_HANDLER REQUEST_HANDLER (addresses of functions)
#
# Says `tracing`; when its standard input ends, however that comes about, prints the trace and leaves nothing behind.
# Wants a mount namespace of its own.
set -eu
# Who started us may be interrupted, and so may we: what was made must go first.
trap '' INT TERM HUP PIPE

mount -t tracefs nodev /sys/kernel/tracing
cd /sys/kernel/tracing
mkdir "instances/$1"
cd "instances/$1"
echo 24576 > buffer_size_kb
# CLOCK_TAI is the clock of captures but for whole seconds.
echo tai > trace_clock
for event in timer_start timer_expire_entry; do
    echo "function == 0x$2 || function == 0x$3" > "events/timer/$event/filter"
done
for event in sock/inet_sock_set_state timer/timer_start timer/timer_expire_entry timer/timer_cancel; do
    echo 1 > "events/$event/enable"
done
echo "clock $(date +%s.%N)" > trace_marker
echo tracing >&2
cat > /dev/null
echo 0 > tracing_on
cat trace || true
cd /
rmdir "/sys/kernel/tracing/instances/$1"
