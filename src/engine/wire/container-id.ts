/**
 * How container managers name control groups; the last match in a path counts, because containers can hold others.
 * Sources: the cgroup drivers of runc (`docker-ID.scope`, `/docker/ID`), CRI-O, containerd and Podman (`crio-`,
 * `cri-containerd-`, `libpod-`), Kubernetes (`/kubepods/…/ID`); liblxc (`lxc.payload.NAME`, `/lxc/NAME`);
 * systemd-nspawn (`machine-NAME.scope`, with bytes as `\x2d`).
 */
const NAMES: readonly RegExp[] = [
  /^(?:[a-z-]+-)?([0-9a-f]{64})(?:\.scope)?$/,
  /^lxc\.payload\.(.+)$/,
  /^machine-(.+)\.scope$/,
];

/** The id (64 hex digits) or the name of the container that a control group belongs to; empty when it is none's. */
export function containerOfGroup(group: string): string {
  const parts = group.split('/');
  for (let i = parts.length - 1; i > 0; i--) {
    const part = parts[i] ?? '';
    if (parts[i - 1] === 'lxc') return part;
    for (const name of NAMES) {
      const found = name.exec(part)?.[1];
      if (found !== undefined) return unescaped(found);
    }
  }
  return '';
}

/** systemd's escapes of bytes in names of units. */
function unescaped(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
