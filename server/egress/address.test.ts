import { describe, expect, it } from 'vitest';

import { isPublicAddress, refusal } from './address.ts';

describe('addresses', () => {
  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])('%s is public', address => expect(isPublicAddress(address)).toBe(true));

  it.each([
    '0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.1.1',
    '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', '2001:2::1', '2001:20::1', '3fff::1',
    'fc00::1', 'fd00::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '100::1', '5f00::1', '4000::1', 'not an address', '',
  ])('%s is not', address => expect(isPublicAddress(address)).toBe(false));
});

describe('addresses of the web', () => {
  it.each(['https://api.example.com/v1', 'https://api.example.com:443/', 'https://api.example.com:8443/x?y=1', 'https://8.8.8.8/', 'https://[2606:4700:4700::1111]/', 'https://xn--e1afmkfd.xn--p1ai/'])('%s may be called', url =>
    expect(refusal(new URL(url))).toBeUndefined());

  it.each([
    'http://api.example.com/', 'ftp://api.example.com/', 'file:///etc/passwd', 'data:text/plain,x', 'https://api.example.com:80/', 'https://api.example.com:5432/', 'https://user@api.example.com/', 'https://u:p@api.example.com/',
    `https://api.example.com/${'a'.repeat(2048)}`,
    'https://localhost/', 'https://LOCALHOST/', 'https://localhost./', 'https://api.example.com./', 'https://db/', 'https://db.internal/', 'https://printer.local/', 'https://x.localhost/', 'https://router.lan/', 'https://1.0.0.127.in-addr.arpa/',
    'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://0x7f000001/', 'https://0177.0.0.1/', 'https://017700000001/', 'https://0/', 'https://127.0.0.1./', 'https://①②⑦.⓪.⓪.①/',
    'https://10.0.0.1/', 'https://169.254.169.254/latest/', 'https://2852039166/', 'https://0xa9fea9fe/',
    'https://[::1]/', 'https://[::]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[::127.0.0.1]/', 'https://[64:ff9b::127.0.0.1]/', 'https://[2002:7f00:1::]/', 'https://[fd00::1]/', 'https://[fe80::1]/',
  ])('%s may not', url => expect(refusal(new URL(url))).toBeDefined());
});
