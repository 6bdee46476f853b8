/** Lets the browser keep a file. */
export function saveFile({ content, contentType, fileName }: { content: Uint8Array; contentType: string; fileName: string }) {
  const address = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>], { type: contentType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
