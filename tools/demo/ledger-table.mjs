import { odata, TableClient } from '@azure/data-tables';

// The account that every Azurite has; its key is public and opens nothing else.
// https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export const connectionString = (azurite) =>
  `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};TableEndpoint=${azurite}/${account};`;

/** Reads deliveries straight from Table Storage, past the app: what stands here is what was made durable. */
export class LedgerTable {
  #table;

  constructor(azurite) {
    this.#table = TableClient.fromConnectionString(connectionString(azurite), 'Deliveries', { allowInsecureConnection: true });
  }

  /** The deliveries of a bridge, newest first. */
  async deliveries(bridge) {
    const filter = odata`PartitionKey eq ${bridge} and RowKey ge 'D|' and RowKey lt 'D}'`;
    const select = ['DeliveryId', 'SenderId', 'Status', 'Reason', 'WorkflowExecutionId', 'AttemptCount', 'ReceivedAt', 'UpdatedAt', 'Work'];
    const rows = [];
    for await (const row of this.#table.listEntities({ queryOptions: { filter, select } })) rows.push(row);
    return rows;
  }

  async delivery(bridge, deliveryId) {
    return (await this.deliveries(bridge)).find((row) => row.DeliveryId === deliveryId);
  }
}
