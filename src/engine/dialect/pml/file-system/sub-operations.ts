import type { PmlOperation, Quirk, Unproven } from '../pml-operation.ts';
import {
  notifyChangeDirectory,
  notifyChangeDirectoryKey,
  queryDirectory,
  queryDirectoryOverwritten,
  queryDirectoryWithoutClass,
} from './directory.ts';
import { extraKey } from './information.ts';
import { lockFile, lockFileCut, lockKey, unlockFileSingle, unlockFileSingleCut } from './lock.ts';
import {
  queryAll,
  queryAttributeTag,
  queryBasic,
  queryEa,
  queryInternal,
  queryName,
  queryNetworkOpen,
  queryNetworkOpenAsDates,
  queryPosition,
  queryStandard,
} from './query-information.ts';
import {
  queryCaseSensitive,
  queryCompression,
  queryFileId,
  queryIsRemoteDevice,
  queryStandardLinks,
  queryStat,
  queryStorageReserve,
  queryStreams,
} from './query-more-information.ts';
import {
  queryControl,
  queryDevice,
  queryFileSystemAttributes,
  queryFullSize,
  queryLabel,
  queryObjectId,
  querySectorSize,
  querySize,
  queryVolume,
  setLabel,
} from './query-volume.ts';
import {
  setAllocation,
  setBasic,
  setDisposition,
  setDispositionCategory,
  setDispositionEx,
  setEndOfFile,
  setLinkEx,
  setPipe,
  setPosition,
  setRename,
  setRenameEx,
  setShortName,
  setStorageReserve,
  setValidDataLength,
} from './set-information.ts';

/**
 * The sub-operations of File System operations by the first byte of the detail block, which is the information class.
 * Names are Process Monitor's own; where it misspells one, the quirk has its spelling.
 * Source: procmon-parser, procmon_parser/consts.py; names that Process Monitor has not are made from the WDK's.
 */
type SubOperations = Readonly<Record<number, PmlOperation>>;

const WDK: Unproven = { source: "the structure as Microsoft's WDK documents it" };
const VIEWER9: Unproven = { source: "viewer9's documentation of the operation" };

/** Process Monitor prints nothing of what came back; exports with such events show it. */
const PRINTS_NOTHING: Quirk = { says: 'prints no details of this information', detail: 'none' };
/** No export was at hand; an empty column is the likelier one. */
const MAY_PRINT_NOTHING: Quirk = {
  says: 'is not known to print details of this information',
  detail: 'none',
};

const spelt = (name: string): Quirk => ({ says: `spells the name ${name}`, name });

export const QUERY_INFORMATION: SubOperations = {
  0x04: { name: 'QueryBasicInformationFile', detail: queryBasic, detailKey: extraKey },
  0x05: { name: 'QueryStandardInformationFile', detail: queryStandard, detailKey: extraKey },
  0x06: { name: 'QueryFileInternalInformationFile', detail: queryInternal, detailKey: extraKey },
  0x07: { name: 'QueryEaInformationFile', detail: queryEa, detailKey: extraKey, unproven: WDK },
  0x09: { name: 'QueryNameInformationFile', detail: queryName, detailKey: extraKey },
  0x0e: { name: 'QueryPositionInformationFile', detail: queryPosition, detailKey: extraKey, unproven: WDK },
  0x12: { name: 'QueryAllInformationFile', detail: queryAll, detailKey: extraKey },
  0x14: { name: 'QueryEndOfFile' },
  0x16: { name: 'QueryStreamInformationFile', detail: queryStreams, quirks: [PRINTS_NOTHING] },
  0x1c: {
    name: 'QueryCompressionInformationFile',
    detail: queryCompression,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x1d: { name: 'QueryId' },
  0x1f: { name: 'QueryMoveClusterInformationFile' },
  0x22: {
    name: 'QueryNetworkOpenInformationFile',
    detail: queryNetworkOpen,
    detailKey: extraKey,
    quirks: [
      {
        says: 'prints the two sizes as dates',
        detail: queryNetworkOpenAsDates,
        detailKey: extraKey,
      },
    ],
  },
  0x23: { name: 'QueryAttributeTagFile', detail: queryAttributeTag, detailKey: extraKey },
  0x25: { name: 'QueryIdBothDirectory' },
  0x27: { name: 'QueryValidDataLength' },
  0x28: { name: 'QueryShortNameInformationFile' },
  0x2b: { name: 'QueryIoPriorityHint', quirks: [spelt('QueryIoPiorityHint')] },
  0x2e: { name: 'QueryLinks' },
  0x30: { name: 'QueryNormalizedNameInformationFile', detail: queryName, quirks: [PRINTS_NOTHING] },
  0x31: {
    name: 'QueryNetworkPhysicalNameInformationFile',
    detail: queryName,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x32: { name: 'QueryIdGlobalTxDirectoryInformation' },
  0x33: {
    name: 'QueryIsRemoteDeviceInformation',
    detail: queryIsRemoteDevice,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x34: { name: 'QueryAttributeCacheInformation' },
  0x35: { name: 'QueryNumaNodeInformation' },
  0x36: {
    name: 'QueryStandardLinkInformation',
    detail: queryStandardLinks,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x37: { name: 'QueryRemoteProtocolInformation' },
  0x38: { name: 'QueryRenameInformationBypassAccessCheck' },
  0x39: { name: 'QueryLinkInformationBypassAccessCheck' },
  0x3a: {
    name: 'QueryVolumeNameInformation',
    detail: queryName,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x3b: { name: 'QueryIdInformation', detail: queryFileId, quirks: [PRINTS_NOTHING] },
  0x3c: { name: 'QueryIdExtdDirectoryInformation' },
  0x3e: { name: 'QueryHardLinkFullIdInformation' },
  0x3f: { name: 'QueryIdExtdBothDirectoryInformation' },
  0x43: { name: 'QueryDesiredStorageClassInformation' },
  0x44: { name: 'QueryStatInformation', detail: queryStat, quirks: [MAY_PRINT_NOTHING], unproven: WDK },
  0x45: { name: 'QueryMemoryPartitionInformation' },
  0x46: {
    name: 'QueryStatLxInformation',
    since: 3.6,
    detail: queryStat,
    quirks: [{ ...spelt('QuerySatLxInformation'), detail: 'none' }],
    unproven: WDK,
  },
  0x47: {
    name: 'QueryCaseSensitiveInformation',
    since: 3.6,
    detail: queryCaseSensitive,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x48: { name: 'QueryLinkInformationEx', since: 3.6 },
  0x49: {
    name: 'QueryLinkInformationExBypassAccessCheck',
    since: 3.6,
    quirks: [spelt('QueryLinkInfomraitonBypassAccessCheck')],
  },
  0x4a: {
    name: 'QueryStorageReservedIdInformation',
    since: 3.6,
    detail: queryStorageReserve,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x4b: {
    name: 'QueryCaseSensitiveInformationForceAccessCheck',
    since: 3.6,
    detail: queryCaseSensitive,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
};

export const SET_INFORMATION: SubOperations = {
  0x04: { name: 'SetBasicInformationFile', detail: setBasic },
  0x0a: {
    name: 'SetRenameInformationFile',
    detail: setRename,
    unproven: { source: 'published lines of logs; the layout was seen in a log of 4.x' },
  },
  0x0b: { name: 'SetLinkInformationFile', detail: setRename, unproven: VIEWER9 },
  0x0d: { name: 'SetDispositionInformationFile', detail: setDisposition, category: setDispositionCategory },
  0x0e: { name: 'SetPositionInformationFile', detail: setPosition, unproven: VIEWER9 },
  0x13: { name: 'SetAllocationInformationFile', detail: setAllocation },
  0x14: { name: 'SetEndOfFileInformationFile', detail: setEndOfFile },
  0x16: { name: 'SetFileStreamInformation' },
  0x17: { name: 'SetPipeInformation', detail: setPipe, quirks: [MAY_PRINT_NOTHING], unproven: WDK },
  0x27: {
    name: 'SetValidDataLengthInformationFile',
    detail: setValidDataLength,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x28: { name: 'SetShortNameInformation', detail: setShortName, quirks: [MAY_PRINT_NOTHING], unproven: WDK },
  0x3d: { name: 'SetReplaceCompletionInformation' },
  0x40: {
    name: 'SetDispositionInformationEx',
    detail: setDispositionEx,
    unproven: { source: 'published lines of logs of 4.x' },
  },
  0x41: { name: 'SetRenameInformationEx', detail: setRenameEx, unproven: VIEWER9 },
  0x42: { name: 'SetRenameInformationExBypassAccessCheck', detail: setRenameEx, unproven: VIEWER9 },
  0x48: { name: 'SetLinkInformationEx', since: 'never', detail: setLinkEx, unproven: WDK },
  0x4a: {
    name: 'SetStorageReservedIdInformation',
    since: 3.6,
    detail: setStorageReserve,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
};

export const QUERY_VOLUME: SubOperations = {
  0x01: { name: 'QueryInformationVolume', detail: queryVolume, detailKey: extraKey },
  0x02: {
    name: 'QueryLabelInformationVolume',
    detail: queryLabel,
    quirks: [MAY_PRINT_NOTHING],
    unproven: WDK,
  },
  0x03: { name: 'QuerySizeInformationVolume', detail: querySize, detailKey: extraKey },
  0x04: {
    name: 'QueryDeviceInformationVolume',
    detail: queryDevice,
    detailKey: extraKey,
    unproven: { source: 'procmon-reader, which was held against exports of 4.x' },
  },
  0x05: { name: 'QueryAttributeInformationVolume', detail: queryFileSystemAttributes, detailKey: extraKey },
  0x06: { name: 'QueryControlInformationVolume', detail: queryControl, unproven: VIEWER9 },
  0x07: { name: 'QueryFullSizeInformationVolume', detail: queryFullSize, detailKey: extraKey },
  0x08: { name: 'QueryObjectIdInformationVolume', detail: queryObjectId, detailKey: extraKey },
  0x0b: { name: 'QuerySectorSizeInformationVolume', since: 'never', detail: querySectorSize, unproven: WDK },
};

export const SET_VOLUME: SubOperations = {
  0x01: { name: 'SetControlInformationVolume' },
  0x02: { name: 'SetLabelInformationVolume', detail: setLabel, quirks: [MAY_PRINT_NOTHING], unproven: WDK },
  0x08: { name: 'SetObjectIdInformationVolume' },
};

export const DIRECTORY_CONTROL: SubOperations = {
  0x01: {
    name: 'QueryDirectory',
    detail: queryDirectory,
    category: 'Read Metadata',
    quirks: [
      {
        says: 'prints no FileInformationClass; counts places from 0',
        before: 3.5,
        detail: queryDirectoryWithoutClass,
      },
      {
        says: 'puts FileInformationClass over the third place, whatever is there, and stops at the first empty place',
        from: 3.5,
        before: 3.6,
        detail: queryDirectoryOverwritten,
      },
    ],
  },
  0x02: {
    name: 'NotifyChangeDirectory',
    detail: notifyChangeDirectory,
    detailKey: notifyChangeDirectoryKey,
    category: 'Read Metadata',
  },
};

const CUTS_LENGTH = 'prints the lower half of the length in 32-bit logs';

export const LOCK_CONTROL: SubOperations = {
  0x01: {
    name: 'LockFile',
    detail: lockFile,
    detailKey: lockKey,
    quirks: [{ says: CUTS_LENGTH, detail: lockFileCut, detailKey: lockKey }],
  },
  0x02: {
    name: 'UnlockFileSingle',
    detail: unlockFileSingle,
    detailKey: lockKey,
    quirks: [{ says: CUTS_LENGTH, detail: unlockFileSingleCut, detailKey: lockKey }],
  },
  0x03: { name: 'UnlockFileAll' },
  0x04: { name: 'UnlockFileByKey' },
};

export const PLUG_AND_PLAY: SubOperations = {
  0x00: { name: 'StartDevice' },
  0x01: { name: 'QueryRemoveDevice' },
  0x02: { name: 'RemoveDevice' },
  0x03: { name: 'CancelRemoveDevice' },
  0x04: { name: 'StopDevice' },
  0x05: { name: 'QueryStopDevice' },
  0x06: { name: 'CancelStopDevice' },
  0x07: { name: 'QueryDeviceRelations' },
  0x08: { name: 'QueryInterface' },
  0x09: { name: 'QueryCapabilities' },
  0x0a: { name: 'QueryResources' },
  0x0b: { name: 'QueryResourceRequirements' },
  0x0c: { name: 'QueryDeviceText' },
  0x0d: { name: 'FilterResourceRequirements' },
  0x0f: { name: 'ReadConfig' },
  0x10: { name: 'WriteConfig' },
  0x11: { name: 'Eject' },
  0x12: { name: 'SetLock' },
  0x13: { name: 'QueryId' },
  0x14: { name: 'QueryPnpDeviceState' },
  0x15: { name: 'QueryBusInformation' },
  0x16: { name: 'DeviceUsageNotification' },
  0x17: { name: 'SurpriseRemoval' },
  0x18: { name: 'QueryLegacyBusInformation' },
};
