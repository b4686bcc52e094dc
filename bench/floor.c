/*
 * The floor of the benchmark: the least that any program built on libpcap does with a capture file. It takes one packet
 * after the other and counts the SYNs. No flows, no states, no output but one line.
 */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv) {
  char error[PCAP_ERRBUF_SIZE];
  if (argc != 2) {
    fprintf(stderr, "usage: floor <capture>\n");
    return 2;
  }
  pcap_t *capture = pcap_open_offline(argv[1], error);
  if (capture == NULL) {
    fprintf(stderr, "floor: %s\n", error);
    return 2;
  }
  struct pcap_pkthdr *header;
  const u_char *frame;
  unsigned long packets = 0, syns = 0;
  while (pcap_next_ex(capture, &header, &frame) == 1) {
    packets++;
    /* Ethernet, IPv4 without options or IPv6 without extensions, TCP: all that the generators write. */
    if (header->caplen >= 54 && frame[12] == 0x08 && frame[13] == 0x00)
      syns += frame[23] == 6 && (frame[47] & 0x02);
    else if (header->caplen >= 74 && frame[12] == 0x86 && frame[13] == 0xdd)
      syns += frame[20] == 6 && (frame[67] & 0x02);
  }
  printf("%lu packets, %lu with SYN\n", packets, syns);
  return 0;
}
