package dev.facet.model;

import ai.djl.ndarray.NDManager;
import dev.facet.text.Tokenizer;

/** What models of images and texts share: a tokenizer beside what sees. */
abstract class ImageTextModel extends FolderModel {

  final Tokenizer tokenizer;

  ImageTextModel(Folder folder, NDManager manager) {
    super(folder, manager);
    this.tokenizer = Tokenizer.fromFolder(folder.path());
  }

  @Override
  public void close() {
    tokenizer.close();
    super.close();
  }
}
