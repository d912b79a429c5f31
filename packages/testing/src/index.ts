export { type Check, type CheckSuites, runCheckSuite, tallyFileOf } from "./checks/check-suite.ts";
export { forgetRanOn, readRanOn, recordRanOn } from "./checks/ran-on.ts";
export { CannotRunHere, PassedButFor, runAsTest } from "./checks/step.ts";
export { addTallies, describeTally, nothing, type Tally } from "./checks/tally.ts";
export { isClusterGiven, isLoadingImages } from "./clusters/is-given.ts";
export { clusterTypedByTests, testClusters } from "./clusters/test-clusters.ts";
export { type PostgresOptions, type PostgresServer, startPostgres } from "./postgres/start-postgres.ts";
export { DamagedDatabaseError } from "./postgres/cluster.ts";
export { endServerOf, removePostgresData } from "./postgres/remove.ts";
export { readState } from "./postgres/state.ts";
export { claim, readLivingHolder, withLock } from "./process/file-lock.ts";
export { findFreePort, isPortFree } from "./process/free-port.ts";
export { signalGroup, signalQuietly, startGuardedProcess } from "./process/guarded-process.ts";
export { identifyProcess, isRunning, type ProcessIdentity, waitForExit } from "./process/process-identity.ts";
export { readStartTime } from "./process/process-start.ts";
export { listProcessTree, listRunning } from "./process/process-tree.ts";
export { createTemporaryFolder, type TemporaryFolder } from "./files/temporary-folder.ts";
export {
  clearPlace,
  DamagedFileError,
  hasTexts,
  isPortOrAbsent,
  type NoticeListener,
  readOrSetAside,
  readStateFile,
  setAside,
} from "./files/state-file.ts";
export { makeCertificate, type TestCertificate } from "./tls/make-certificate.ts";
export { waitFor, type WaitOptions } from "./wait/wait-for.ts";
export { explainDiskError, StartError } from "./start-error.ts";
export {
  callKubectl,
  callTool,
  findHelm,
  findKubectl,
  isFetchable,
  type ToolAnswer,
} from "./tools/kubernetes-tools.ts";
export { installDebianPackage } from "./tools/debian.ts";
export { isDockerAnswering } from "./tools/docker.ts";
