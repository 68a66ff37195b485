import type { ContainerCreateOptions, HostConfig } from 'dockerode'
import { z } from 'zod'
import { bytesOf, isSize } from './sizes.ts'

const strings = z.union([z.string().transform((one) => [one]), z.array(z.string())])
const size = z
  .union([z.string(), z.number().transform(String)])
  .refine(isSize, 'expected a size in bytes or with a unit')
  .transform(bytesOf)
/** `{ host: address }`, or a list of `host:address`. */
const hosts = z.union([
  z.array(z.string()),
  z.record(z.string(), z.string()).transform((map) => Object.entries(map).map((pair) => pair.join(':'))),
])

/**
 * What `container_create_kwargs` may hold: the words of docker-py's `containers.create`, by which Prefect knows them. What
 * the job says by a variable of its own (image, env, volumes, …) is not repeated here.
 */
export const containerExtras = z.strictObject({
  entrypoint: strings.optional(),
  user: z.union([z.string(), z.number().transform(String)]).optional(),
  working_dir: z.string().optional(),
  hostname: z.string().optional(),
  domainname: z.string().optional(),
  stop_signal: z.string().optional(),
  platform: z.string().optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  shm_size: size.optional(),
  mem_reservation: size.optional(),
  mem_swappiness: z.int().min(0).max(100).optional(),
  oom_kill_disable: z.boolean().optional(),
  oom_score_adj: z.int().optional(),
  cpu_shares: z.int().optional(),
  cpu_period: z.int().optional(),
  cpu_quota: z.int().optional(),
  nano_cpus: z.int().optional(),
  cpuset_cpus: z.string().optional(),
  cpuset_mems: z.string().optional(),
  pids_limit: z.int().optional(),
  cap_add: strings.optional(),
  cap_drop: strings.optional(),
  security_opt: strings.optional(),
  group_add: z.array(z.union([z.string(), z.number().transform(String)])).optional(),
  dns: strings.optional(),
  dns_search: strings.optional(),
  dns_opt: strings.optional(),
  extra_hosts: hosts.optional(),
  devices: strings.optional(),
  device_requests: z.array(z.record(z.string(), z.unknown())).optional(),
  tmpfs: z.record(z.string(), z.string()).optional(),
  sysctls: z.record(z.string(), z.string()).optional(),
  ipc_mode: z.string().optional(),
  pid_mode: z.string().optional(),
  userns_mode: z.string().optional(),
  uts_mode: z.string().optional(),
  runtime: z.string().optional(),
})

export type ContainerExtras = z.output<typeof containerExtras>

/** The same, in the words of the engine. */
export function extraOptions(extras: ContainerExtras): { readonly create: ContainerCreateOptions; readonly host: HostConfig } {
  return {
    create: given({
      Entrypoint: extras.entrypoint,
      User: extras.user,
      WorkingDir: extras.working_dir,
      Hostname: extras.hostname,
      Domainname: extras.domainname,
      StopSignal: extras.stop_signal,
      platform: extras.platform,
    }),
    host: given({
      Init: extras.init,
      ReadonlyRootfs: extras.read_only,
      ShmSize: extras.shm_size,
      MemoryReservation: extras.mem_reservation,
      MemorySwappiness: extras.mem_swappiness,
      OomKillDisable: extras.oom_kill_disable,
      OomScoreAdj: extras.oom_score_adj,
      CpuShares: extras.cpu_shares,
      CpuPeriod: extras.cpu_period,
      CpuQuota: extras.cpu_quota,
      NanoCpus: extras.nano_cpus,
      CpusetCpus: extras.cpuset_cpus,
      CpusetMems: extras.cpuset_mems,
      PidsLimit: extras.pids_limit,
      CapAdd: extras.cap_add,
      CapDrop: extras.cap_drop,
      SecurityOpt: extras.security_opt,
      GroupAdd: extras.group_add,
      Dns: extras.dns,
      DnsSearch: extras.dns_search,
      DnsOptions: extras.dns_opt,
      Devices: extras.devices?.map(deviceOf),
      DeviceRequests: extras.device_requests,
      Tmpfs: extras.tmpfs,
      Sysctls: extras.sysctls,
      IpcMode: extras.ipc_mode,
      PidMode: extras.pid_mode,
      UsernsMode: extras.userns_mode,
      UTSMode: extras.uts_mode,
      Runtime: extras.runtime,
    }),
  }
}

/** `/dev/a:/dev/b:rwm` */
function deviceOf(text: string): { PathOnHost: string; PathInContainer: string; CgroupPermissions: string } {
  const [host = '', inside = host, permissions = 'rwm'] = text.split(':')
  return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: permissions }
}

const given = <Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>
  }
