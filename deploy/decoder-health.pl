#!/usr/bin/perl
# Whether the decoder in this container greets who connects (libs/imaging/decoder-service/protocol.ts). Prints what it said, for
# `docker inspect`. In Perl, which Debian always has: bash opens no Unix sockets, and to start Node would cost ten times as much.
use strict;
use warnings;
use IO::Socket::UNIX;

alarm 4;
my $socket = IO::Socket::UNIX->new(Peer => $ENV{SHOEBOX_DECODER_SOCKET}) or die "no connection: $!\n";
(read($socket, my $lengths, 8) // 0) == 8 or die "it says nothing\n";
read($socket, my $state, unpack('N', $lengths));
print "$state\n";
exit($state =~ /"kind":"state"/ ? 0 : 1);
